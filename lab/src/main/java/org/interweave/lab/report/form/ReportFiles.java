package org.interweave.lab.report.form;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.interweave.core.io.AtomicFile;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Exhibit;
import org.interweave.lab.report.Figure;
import org.interweave.lab.report.Report;

/** Writes a report's files; each appears whole or not at all. */
public final class ReportFiles {
    private ReportFiles() {}

    public static void html(Report report, Path file) throws IOException {
        write(file, HtmlForm.write(report));
    }

    public static void markdown(Report report, Path file) throws IOException {
        write(file, MarkdownForm.write(report));
    }

    /** A file per table, and per figure what it shows in full. */
    public static int csv(Report report, Path directory) throws IOException {
        int files = 0;
        for (Exhibit exhibit : exhibits(report)) {
            write(
                    directory.resolve(exhibit.id() + ".csv"),
                    exhibit instanceof Figure figure ? CsvForm.write(figure) : CsvForm.write((DataTable) exhibit));
            files++;
        }
        return files;
    }

    /** A file per table; figures as their data. */
    public static int latex(Report report, Path directory) throws IOException {
        int files = 0;
        for (Exhibit exhibit : exhibits(report)) {
            DataTable table = exhibit instanceof Figure figure ? figure.table() : (DataTable) exhibit;
            write(directory.resolve(table.id() + ".tex"), LatexForm.write(table));
            files++;
        }
        return files;
    }

    /** All of a report, in its order. */
    public static List<Exhibit> exhibits(Report report) {
        List<Exhibit> all = new ArrayList<>(List.of(report.overview()));
        report.sections().forEach(section -> all.addAll(section.exhibits()));
        return all;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.writeString(file, text);
    }
}
