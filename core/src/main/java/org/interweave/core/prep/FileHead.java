package org.interweave.core.prep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.interweave.core.data.DataException;

/**
 * The beginning of a file, from which its form is told; names and endings of files tell nothing.
 *
 * @param kind what its first bytes say it is
 * @param lines its first lines that are not blank; empty for Parquet
 */
record FileHead(Path file, Kind kind, List<String> lines) {
    private static final int LINES = 1000;
    private static final int CHARACTERS = 1 << 20;
    private static final Map<String, String> FOREIGN = Map.of(
            "28b52ffd",
            "zstd",
            "504b0304",
            "zip",
            "fd377a58",
            "xz",
            "425a68",
            "bzip2",
            "4f424a01",
            "Avro",
            "4f5243",
            "ORC",
            "04224d18",
            "lz4");

    enum Kind {
        TEXT,
        GZIP,
        PARQUET
    }

    static FileHead read(Path file) throws IOException {
        if (!Files.exists(file)) throw new DataException(file + ": no such file");
        if (!Files.isRegularFile(file))
            throw new DataException(file + ": not a file but a " + (Files.isDirectory(file) ? "directory" : "device"));
        if (!Files.isReadable(file)) throw new DataException(file + ": may not be read. Try: chmod +r");
        Kind kind = kind(file);
        return new FileHead(file, kind, kind == Kind.PARQUET ? List.of() : lines(file, kind == Kind.GZIP));
    }

    private static Kind kind(Path file) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(4);
        }
        if (first.length == 0) throw new DataException(file + ": the file is empty");
        String hex = HexFormat.of().formatHex(first);
        if (hex.startsWith("1f8b")) return Kind.GZIP;
        if (Arrays.equals(first, new byte[] {'P', 'A', 'R', '1'})) return Kind.PARQUET;
        for (Map.Entry<String, String> foreign : FOREIGN.entrySet())
            if (hex.startsWith(foreign.getKey()))
                throw new DataException(file + ": found " + foreign.getValue()
                        + ", expected plain text, gzip or Parquet. Try: unpack it first");
        return Kind.TEXT;
    }

    private static List<String> lines(Path file, boolean gzip) throws IOException {
        List<String> head = new ArrayList<>();
        long characters = 0;
        try (TextLines lines = new TextLines(file, gzip)) {
            for (String line;
                    head.size() < LINES && characters < CHARACTERS && (line = lines.next()) != null;
                    characters += line.length()) if (!line.isBlank()) head.add(line);
            if (head.isEmpty())
                throw new DataException(file + ": the file is empty"
                        + (lines.number() > 0 ? ": " + lines.number() + " blank lines" : gzip ? " once unpacked" : ""));
        }
        return head;
    }
}
