package org.interweave.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows of cells in aligned columns: the first to the left, the others to the right unless asked otherwise. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> left = new HashSet<>(Set.of(0));

    TextTable alignLeft(int column) {
        left.add(column);
        return this;
    }

    TextTable row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows)
            for (int c = 0; c < row.size(); c++) widths[c] = Math.max(widths[c], length(row.get(c)));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
            String blanks = " ".repeat(widths[c] - length(row.get(c)));
            line.append(c == 0 ? "" : "  ").append(left.contains(c) ? row.get(c) + blanks : blanks + row.get(c));
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
