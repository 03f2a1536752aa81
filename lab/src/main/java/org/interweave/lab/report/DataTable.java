package org.interweave.lab.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A table.
 *
 * @param corner heading of the row labels
 * @param columns without that of the row labels
 * @param notes below the table
 */
public record DataTable(
        String id,
        String title,
        String caption,
        String corner,
        List<Column> columns,
        List<Group> groups,
        List<String> notes)
        implements Exhibit {
    private static final String UNFINISHED_NOTE =
            Cell.UNFINISHED + " Training was cut short in at least one of the runs; its best epoch so far counts.";

    /** @param group heading over neighbouring columns of the same group, empty for none */
    public record Column(String group, String label) {
        /** Both headings in one. */
        public String full() {
            return group.isEmpty() ? label : group + " " + label;
        }
    }

    /** @param title empty for none */
    public record Group(String title, List<Row> rows) {}

    public record Row(String label, List<Cell> cells) {}

    public DataTable {
        groups = groups.stream().filter(group -> !group.rows().isEmpty()).toList();
        for (Group group : groups) {
            for (Row row : group.rows()) {
                if (row.cells().size() != columns.size()) {
                    throw new IllegalArgumentException(id + ": row '" + row.label() + "' has "
                            + row.cells().size() + " cells for " + columns.size() + " columns");
                }
            }
        }
        Predicate<Cell> cutShort = cell -> cell.sign().equals(Cell.UNFINISHED);
        if (cells(groups).anyMatch(cutShort) && !notes.contains(UNFINISHED_NOTE)) {
            notes = Stream.concat(notes.stream(), Stream.of(UNFINISHED_NOTE)).toList();
        }
    }

    /** All of them, row by row. */
    public Stream<Cell> cells() {
        return cells(groups);
    }

    private static Stream<Cell> cells(List<Group> groups) {
        return groups.stream().flatMap(group -> group.rows().stream()).flatMap(row -> row.cells().stream());
    }

    /** Those of one column, from top to bottom. */
    public Stream<Cell> column(int index) {
        return groups.stream().flatMap(group -> group.rows().stream()).map(row -> row.cells()
                .get(index));
    }

    /** Whether a column holds words alone. */
    public boolean isText(int column) {
        return column(column).noneMatch(Cell::isNumber) && column(column).anyMatch(c -> c.kind() == Cell.Kind.WORDS);
    }

    public boolean isEmpty() {
        return groups.isEmpty();
    }
}
