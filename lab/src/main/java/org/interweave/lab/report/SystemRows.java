package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.interweave.lab.study.StudySystem;

/** Rows of a table of systems: a system's numbers, and how they stand among the others'. */
final class SystemRows {
    /** How many digits decide which number is larger: those that are shown. */
    private static final String SHOWN = "%.4f";

    private static final DataTable.Column SEEDS = new DataTable.Column("", "seeds");

    private final List<StudySystem> systems;
    private final List<Quantity> quantities;
    private final List<List<Cell>> columns;

    SystemRows(List<StudySystem> systems, List<Quantity> quantities) {
        this.systems = systems;
        this.quantities = quantities;
        columns = quantities.stream().map(this::column).toList();
    }

    /** The number of seeds, then a column per quantity. */
    List<DataTable.Column> columns() {
        List<DataTable.Column> all = new ArrayList<>(List.of(SEEDS));
        quantities.forEach(quantity -> all.add(quantity.column()));
        return all;
    }

    /** Rows of the systems of one group. */
    DataTable.Group group(String title, StudySystem.Group group) {
        return new DataTable.Group(
                title,
                IntStream.range(0, systems.size())
                        .filter(i -> systems.get(i).group() == group)
                        .mapToObj(this::row)
                        .toList());
    }

    /** Rows of all systems. */
    DataTable.Group all() {
        return new DataTable.Group(
                "", IntStream.range(0, systems.size()).mapToObj(this::row).toList());
    }

    private DataTable.Row row(int index) {
        StudySystem system = systems.get(index);
        List<Cell> cells = new ArrayList<>(List.of(seeds(system)));
        columns.forEach(column -> cells.add(column.get(index)));
        return new DataTable.Row(system.title(), cells);
    }

    /** How many runs a number is the mean of; a range where that differs from number to number. */
    private Cell seeds(StudySystem system) {
        List<Integer> counts = quantities.stream()
                .map(quantity -> quantity.of().apply(system).samples().size())
                .sorted()
                .toList();
        int least = counts.get(0);
        int most = counts.get(counts.size() - 1);
        if (most == 0 || !system.trains()) {
            return Cell.words("");
        }
        return least == most ? Cell.count(most) : Cell.words(least + "–" + most);
    }

    private List<Cell> column(Quantity quantity) {
        List<Cell> cells = systems.stream()
                .map(system -> quantity.of()
                        .apply(system)
                        .cell()
                        .beside(quantity.reference().apply(system)))
                .toList();
        return marked(cells);
    }

    /** The best and the runner-up, as shown, so that equal numbers share the mark; nothing if there is no other number to be better than. */
    static List<Cell> marked(List<Cell> cells) {
        TreeSet<String> values = cells.stream()
                .filter(Cell::isNumber)
                .map(SystemRows::shown)
                .collect(Collectors.toCollection(TreeSet::new));
        if (cells.stream().filter(Cell::isNumber).count() < 2) {
            return cells;
        }
        String best = values.pollLast();
        String second = values.isEmpty() ? null : values.last();
        return cells.stream()
                .map(cell -> !cell.isNumber()
                        ? cell
                        : cell.with(
                                shown(cell).equals(best)
                                        ? Cell.Mark.BEST
                                        : shown(cell).equals(second) ? Cell.Mark.RUNNER_UP : Cell.Mark.NONE))
                .toList();
    }

    private static String shown(Cell cell) {
        return String.format(Locale.ROOT, SHOWN, cell.value());
    }
}
