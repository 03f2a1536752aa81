package org.interweave.core.prep;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.interweave.core.data.DataException;

/** The lines of a text file, plain or gzip, decoded strictly as UTF-8; what cannot be read becomes a {@link DataException} with file and line. */
final class TextLines implements Closeable {
    /** The longest line an engine takes, in bytes. */
    static final int LONGEST = 2_000_000;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int limit;
    private long number;
    private boolean carriageReturn;

    TextLines(Path file, boolean gzip) throws IOException {
        this.file = file;
        InputStream raw = Files.newInputStream(file);
        try {
            in = gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (EOFException | ZipException e) {
            raw.close();
            throw cutOff(e);
        }
    }

    /** Number of the line returned last, from 1. */
    long number() {
        return number;
    }

    /** Whether the line returned last ended in CR LF. */
    boolean carriageReturn() {
        return carriageReturn;
    }

    /** The next line without its end and without a byte-order mark, or null after the last. */
    String next() throws IOException {
        line.reset();
        boolean ended = false;
        while (!ended && (position < limit || fill())) {
            int end = position;
            while (end < limit && buffer[end] != '\n') end++;
            line.write(buffer, position, end - position);
            ended = end < limit;
            position = ended ? end + 1 : end;
            if (line.size() > LONGEST)
                throw defect(
                        number + 1,
                        "line longer than " + LONGEST + " bytes",
                        line.toString(StandardCharsets.ISO_8859_1));
        }
        if (!ended && line.size() == 0) return null;
        number++;
        String text = decode();
        if (number == 1 && text.startsWith("\uFEFF")) text = text.substring(1);
        carriageReturn = text.endsWith("\r");
        return carriageReturn ? text.substring(0, text.length() - 1) : text;
    }

    private boolean fill() throws IOException {
        try {
            position = 0;
            limit = Math.max(0, in.read(buffer));
            return limit > 0;
        } catch (EOFException | ZipException e) {
            throw cutOff(e);
        }
    }

    private String decode() {
        try {
            return utf8.decode(ByteBuffer.wrap(line.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw defect(number, "not UTF-8", line.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private DataException cutOff(IOException cause) {
        return new DataException(file + ": gzip data is cut off or damaged after line " + number + " ("
                + cause.getMessage() + "). Try: download or copy the file again.");
    }

    /** The error for one line: "file:line: what is wrong — “the line”". */
    DataException defect(long line, String why, String text) {
        return new DataException(file + ":" + line + ": " + why + " — “" + cut(text, 80) + "”");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** At most {@code length} characters of a text, control characters blanked. */
    static String cut(String text, int length) {
        String shown = text.replaceAll("\\p{Cntrl}", " ");
        return shown.length() > length ? shown.substring(0, length) + "…" : shown;
    }
}
