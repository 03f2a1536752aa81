package org.interweave.prep;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Sequences;
import org.interweave.core.prep.ColumnChoice;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Preparation;
import org.interweave.core.prep.Source;
import org.interweave.core.prep.Ties;

/** A folder with input files, and preparations from it with loose filters unless told otherwise. */
final class Workplace {
    static final Filters LOOSE = new Filters(1, 1, 50, Filters.ALL_DOMAINS, Ties.ITEM);

    /** Two sound little domains: u1 and u2 in both. */
    static final String FOOD = "u1,f1,5.0,100\nu1,f2,5.0,300\nu2,f1,4.0,50\nu2,f3,1.0,60\n";

    static final String KITCHEN = "u1,k1,5.0,200\nu2,k1,5.0,10\nu2,k2,5.0,70\n";

    final Path folder;
    final List<String> recognized = new ArrayList<>();
    private Filters filters = LOOSE;
    private ColumnChoice columns = ColumnChoice.NONE;
    private DuckSettings settings = new DuckSettings("500MB", 2);
    private Preparation.Existing existing = Preparation.Existing.REFUSE;

    Workplace(Path folder) {
        this.folder = folder;
    }

    Workplace filters(Filters other) {
        filters = other;
        return this;
    }

    Workplace columns(String... texts) {
        columns = ColumnChoice.parse(List.of(texts));
        return this;
    }

    Workplace settings(DuckSettings other) {
        settings = other;
        return this;
    }

    Workplace replace() {
        existing = Preparation.Existing.REPLACE;
        return this;
    }

    Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    Path out() {
        return folder.resolve("out");
    }

    /** Domains food, kitchen, books, ... from one file each. */
    Preparation.Prepared prepare(Path... files) throws IOException {
        List<String> names = List.of("food", "kitchen", "books", "music");
        List<DomainFiles> domains = new ArrayList<>();
        for (Path file : files) domains.add(new DomainFiles(names.get(domains.size()), List.of(file)));
        return prepare(out(), domains);
    }

    Preparation.Prepared prepare(Path out, List<DomainFiles> domains) throws IOException {
        recognized.clear();
        return DuckPreparation.run(
                new Preparation.Request(domains, columns, filters, out, existing),
                settings,
                new Preparation.Listener() {
                    @Override
                    public void recognized(String domain, Source source) {
                        recognized.add(domain + " " + source.description());
                    }

                    @Override
                    public void started(String step, DoubleSupplier done) {
                        done.getAsDouble();
                    }
                });
    }

    /** Every user's sequence: "u1: f1@100 k1@200". */
    static List<String> sequences(Path dataset) throws IOException {
        Dataset data = Dataset.open(dataset);
        Sequences sequences = data.sequences();
        List<String> all = new ArrayList<>();
        for (int u = 0; u < sequences.users(); u++) {
            StringBuilder line = new StringBuilder(data.userId(u)).append(':');
            for (int i = 0; i < sequences.length(u); i++)
                line.append(' ')
                        .append(data.itemId(sequences.item(u, i)))
                        .append('@')
                        .append(sequences.times(u)[i]);
            all.add(line.toString());
        }
        return all;
    }

    /** Name and content of each file below a folder. */
    static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                all.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    /** Names directly in a folder. */
    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
