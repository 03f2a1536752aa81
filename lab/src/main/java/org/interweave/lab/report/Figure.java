package org.interweave.lab.report;

import java.util.List;

/**
 * A figure: panels of one kind beside each other, and what they show as a table.
 *
 * @param axes of every panel
 */
public record Figure(String id, String title, String caption, Kind kind, Axes axes, List<Panel> panels, DataTable table)
        implements Exhibit {
    /** What is drawn. */
    public enum Kind {
        /** A bar per category and series, from 0 to the value. */
        BARS,
        /** A point per category and series, with its spread to both sides. */
        INTERVALS,
        /** A line per series and detail over x. */
        LINES
    }

    /**
     * Titles with units; the same ranges in every panel, so that panels compare.
     *
     * @param colour what colour tells
     * @param xMax, yMax where the axes end
     */
    public record Axes(String x, String y, String colour, double xMax, double yMax) {}

    public record Panel(String title, List<Point> points) {}

    /**
     * @param category place on an axis of names, empty for lines
     * @param series told by colour
     * @param detail tells lines of one series apart
     * @param x place on an axis of numbers, for lines
     * @param spread to both sides of the value, NaN for none
     */
    public record Point(String category, String series, String detail, double x, double value, double spread) {}

    public Figure {
        panels = List.copyOf(panels);
    }
}
