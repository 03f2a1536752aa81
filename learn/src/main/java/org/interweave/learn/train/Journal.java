package org.interweave.learn.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.interweave.core.data.DataException;
import org.interweave.core.metric.Metrics;

/**
 * journal.jsonl: what happened in a training, one JSON object per line, written as it happens.
 *
 * <p>A run that was stopped and resumed leaves the same lines as one that was not, but for {@code time}, {@code seconds}, {@code tokensPerSecond} and {@code peakBytes}: lines after
 * the checkpoint are cut off on resume, and what depends on the clock alone (checkpoints) is not a line.
 */
final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel channel;

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the journal, keeping the lines that the checkpoint stands for. */
    static Journal open(Path file, long keptBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() < keptBytes) {
            long found = channel.size();
            channel.close();
            throw new DataException(file + ": " + found + " bytes found, the checkpoint was saved at " + keptBytes
                    + ": lines were removed. Try: restore the file, or train anew with --overwrite");
        }
        channel.truncate(keptBytes);
        channel.position(keptBytes);
        return new Journal(channel);
    }

    /** Writes a line for the events that have one. */
    void record(Event event) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        if (event instanceof Event.Started e && e.epoch() == 1 && e.step() == 0) {
            line.put("event", "start").put("model", e.model()).put("parameters", e.parameters());
            line.put("users", e.users()).put("steps", e.steps());
        } else if (event instanceof Event.EpochDone e) {
            line.put("event", "epoch")
                    .put("epoch", e.epoch())
                    .put("rate", e.rate())
                    .put("loss", e.loss());
            line.put("steps", e.steps()).put("tokens", e.tokens()).put("seconds", e.seconds());
            line.put("tokensPerSecond", Math.round(e.tokens() / e.seconds()));
            PeakMemory.bytes().ifPresent(bytes -> line.put("peakBytes", bytes));
        } else if (event instanceof Event.Validated e) {
            line.put("event", "validation").put("epoch", e.epoch()).put("counts", e.counts());
            line.put("mrrSum", e.evaluation().mrrSum());
            ObjectNode domains = line.putObject("domains");
            e.evaluation().domains().forEach((name, metrics) -> describe(domains.putObject(name), metrics));
            line.put("seconds", e.seconds());
        } else if (event instanceof Event.NewBest e) {
            line.put("event", "best").put("epoch", e.epoch()).put("mrrSum", e.score());
        } else if (event instanceof Event.RateCut e) {
            line.put("event", "rate").put("epoch", e.epoch()).put("rate", e.rate());
        } else if (event instanceof Event.Stopped e) {
            line.put("event", e.finished() ? "end" : "interrupted")
                    .put("reason", e.reason())
                    .put("epoch", e.epoch());
            line.put("bestEpoch", e.bestEpoch()).put("bestMrrSum", e.bestScore());
        } else {
            return;
        }
        line.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void describe(ObjectNode node, Metrics metrics) {
        node.put("users", metrics.users()).put("hr5", metrics.hr5()).put("hr10", metrics.hr10());
        node.put("ndcg10", metrics.ndcg10()).put("mrr", metrics.mrr());
    }

    /** Makes the lines so far durable and says how many bytes they are. */
    long sync() throws IOException {
        channel.force(true);
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
