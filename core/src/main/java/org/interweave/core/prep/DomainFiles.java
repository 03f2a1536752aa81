package org.interweave.core.prep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A domain as asked for: its name and the files that hold its interactions, in order. */
public record DomainFiles(String name, List<Path> files) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");

    public DomainFiles {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("domain name '" + name
                    + "': expected up to 64 letters, digits, dots, dashes or underscores, e.g. food");
        if (files.isEmpty()) throw new IllegalArgumentException("domain " + name + " has no file");
        files = List.copyOf(files);
    }

    /** Reads "NAME=FILE" or "NAME=FILE,FILE2"; a comma inside an existing file's name is part of it. */
    public static DomainFiles parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1)
            throw new IllegalArgumentException(
                    "--domain '" + text + "': expected NAME=FILE or NAME=FILE,FILE2, e.g. food=food.csv.gz");
        String list = text.substring(equals + 1);
        List<Path> files = Files.exists(Path.of(list))
                ? List.of(Path.of(list))
                : Arrays.stream(list.split(","))
                        .filter(f -> !f.isBlank())
                        .map(Path::of)
                        .toList();
        return new DomainFiles(text.substring(0, equals), files);
    }
}
