package org.interweave.core.prep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.interweave.core.data.DataException;

/** Tells separator, header and columns of a separated text file from its first lines. */
final class SeparatedForm {
    private static final List<String> MARKS = List.of("\t", "::", ",", ";", "|");
    private static final Pattern TYPED = Pattern.compile(".+:(token|float|token_seq|float_seq)");
    private static final Source.Roles USER_FIRST = new Source.Roles(0, 1, 3);
    private static final int RATING_COLUMNS = 4;

    private final FileHead head;
    private final String mark;
    private final List<List<String>> rows = new ArrayList<>();

    SeparatedForm(FileHead head) {
        this.head = head;
        this.mark = mark(head);
        for (String line : head.lines()) rows.add(Records.cells(line, mark));
    }

    private static String mark(FileHead head) {
        String best = null;
        long most = 0;
        for (String mark : MARKS) {
            int columns = Records.cells(head.lines().get(0), mark).size();
            long alike = head.lines().stream()
                    .filter(l -> Records.cells(l, mark).size() == columns)
                    .count();
            if (columns >= 3 && alike > most) {
                most = alike;
                best = mark;
            }
        }
        if (best != null) return best;
        throw new DataException(head.file()
                + ":1: fewer than 3 columns, expected at least user, item and timestamp, separated by tab, comma, semicolon, | or :: — “"
                + TextLines.cut(head.lines().get(0), 80) + "”");
    }

    /** The source, with {@code named} columns where the caller gave them. */
    Source source(Optional<ColumnChoice.Named> named) {
        List<String> first = rows.get(0);
        if (first.stream().allMatch(f -> TYPED.matcher(f).matches())) {
            List<String> names =
                    first.stream().map(f -> f.substring(0, f.lastIndexOf(':'))).toList();
            return named.map(n -> chosen(names, 1, n)).orElseGet(() -> headed(names, "RecBole .inter"));
        }
        if (named.isPresent()) return chosen(named.get());
        if (KnownColumns.roles(first).isPresent() || looksLikeHeader()) return headed(first, "CSV with header");
        return headerless();
    }

    private Source headed(List<String> names, String layout) {
        Source.Roles roles = KnownColumns.roles(names)
                .orElseThrow(() -> new DataException(head.file() + ":1: " + KnownColumns.missingFrom(names)
                        + " among the columns " + String.join(", ", names)
                        + ". Try: --columns user=..,item=..,time=.. with three of these names"));
        String year = names.get(roles.item()).equals("parent_asin") ? " (Amazon 2023)" : "";
        return build(
                names,
                1,
                roles,
                layout + " " + names.get(roles.user()) + "," + names.get(roles.item()) + "," + names.get(roles.time())
                        + year);
    }

    private Source headerless() {
        List<String> first = rows.get(0);
        if (first.size() != RATING_COLUMNS)
            throw new DataException(head.file() + ":1: " + first.size()
                    + " columns and no header, expected user,item,rating,timestamp — “"
                    + TextLines.cut(head.lines().get(0), 80)
                    + "”. Try: --columns user=1,item=2,time=3 with the right positions");
        boolean anyTime = rows.stream()
                .anyMatch(r ->
                        r.size() == RATING_COLUMNS && Timestamps.whole(r.get(3)).isPresent());
        if (!anyTime)
            throw new DataException(
                    head.file() + ":1: column 4 holds no whole number, expected user,item,rating,timestamp — “"
                            + TextLines.cut(head.lines().get(0), 80)
                            + "”. Try: --columns user=1,item=2,time=3 with the right positions");
        Source source = build(positions(first.size()), 0, USER_FIRST, "");
        return AmazonIds.orient(source, rows).orElse(source);
    }

    private Source chosen(ColumnChoice.Named named) {
        List<String> first = rows.get(0);
        if (!named.positions()) return chosen(first, 1, named);
        Source bare = chosen(positions(first.size()), 0, named);
        int time = bare.roles().time();
        boolean header = Timestamps.whole(first.get(time)).isEmpty()
                && rows.size() > 1
                && rows.get(1).size() > time
                && Timestamps.whole(rows.get(1).get(time)).isPresent();
        return header
                ? build(bare.columns(), 1, bare.roles(), bare.layout() + ", first line skipped as a header")
                : bare;
    }

    private Source chosen(List<String> names, int headerLines, ColumnChoice.Named named) {
        Source.Roles roles = Recognizer.roles(head.file(), names, named);
        return build(
                names,
                headerLines,
                roles,
                (headerLines == 1 ? "header, " : "headerless, ") + named + " as told, separated by "
                        + Recognizer.spoken(mark));
    }

    private Source build(List<String> names, int headerLines, Source.Roles roles, String layout) {
        List<String> times = rows.stream()
                .skip(headerLines)
                .filter(r -> r.size() > roles.time())
                .map(r -> r.get(roles.time()))
                .toList();
        if (times.isEmpty() && rows.size() == headerLines)
            throw new DataException(head.file() + ": a header and no rows");
        return new Source(
                head.file(),
                Source.Format.SEPARATED,
                head.kind() == FileHead.Kind.GZIP,
                new Source.Separation(mark, headerLines),
                names,
                roles,
                Recognizer.resolution(head.file(), times),
                layout);
    }

    /** No number in the first line, one in the second. */
    private boolean looksLikeHeader() {
        return rows.size() > 1
                && rows.get(0).stream().noneMatch(SeparatedForm::number)
                && rows.get(1).stream().anyMatch(SeparatedForm::number);
    }

    private static boolean number(String text) {
        return text.matches("\\s*[+-]?[0-9]+([.][0-9]*)?\\s*");
    }

    private static List<String> positions(int columns) {
        return java.util.stream.IntStream.rangeClosed(1, columns)
                .mapToObj(Integer::toString)
                .toList();
    }
}
