package org.interweave.lab.report;

/** Something a report shows. */
public sealed interface Exhibit permits DataTable, Figure {
    /** Names it in links and files: lower-case letters, digits and hyphens. */
    String id();

    String title();

    /** What it shows, in plain words. */
    String caption();
}
