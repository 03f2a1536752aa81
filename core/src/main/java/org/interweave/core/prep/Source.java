package org.interweave.core.prep;

import java.nio.file.Path;
import java.util.List;

/**
 * One input file and how to read it.
 *
 * @param columns names of the columns in file order; a headerless file has "1", "2", ..; JSON lines have the three keys in use
 * @param layout what the columns were recognised as, in words
 */
public record Source(
        Path file,
        Format format,
        boolean gzip,
        Separation separation,
        List<String> columns,
        Roles roles,
        Resolution resolution,
        String layout) {
    /** How records are laid down. */
    public enum Format {
        SEPARATED,
        JSON_LINES,
        PARQUET
    }

    /**
     * How a separated file is cut.
     *
     * @param mark between two fields, e.g. a comma
     * @param headerLines 1 if the first line names the columns, otherwise 0
     */
    public record Separation(String mark, int headerLines) {
        /** For formats without separators. */
        public static final Separation NONE = new Separation("", 0);
    }

    /** Which columns hold the user, the item and the timestamp, as indexes into {@link Source#columns}. */
    public record Roles(int user, int item, int time) {
        Roles swapped() {
            return new Roles(item, user, time);
        }
    }

    public Source {
        columns = List.copyOf(columns);
    }

    public String userColumn() {
        return columns.get(roles.user);
    }

    public String itemColumn() {
        return columns.get(roles.item);
    }

    public String timeColumn() {
        return columns.get(roles.time);
    }

    /** What the file was read as: "gzip, headerless user,item,rating,timestamp (Amazon 2014), seconds". */
    public String form() {
        return (gzip ? "gzip, " : "") + layout + ", " + resolution;
    }

    /** The file's name and its {@link #form}. */
    public String description() {
        return file.getFileName() + ": " + form();
    }

    Source with(Roles other, String otherLayout) {
        return new Source(file, format, gzip, separation, columns, other, resolution, otherLayout);
    }
}
