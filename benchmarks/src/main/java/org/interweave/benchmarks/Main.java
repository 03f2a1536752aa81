package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.interweave.core.data.DataException;
import org.interweave.learn.torch.Libtorch;

/** The commands of benchmarks/run. */
public final class Main {
    private static final int USAGE = 2;
    private static final int BAD_DATA = 3;
    private static final int FAILED = 4;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELP = """
            Usage: benchmarks/run step    time the training step against a padded reference
                   benchmarks/run growth  time and memory as the data and the model grow
                   benchmarks/run answer  time what a trained run answers: --run RUN
                   benchmarks/run render  write the tables of benchmarks/README.md from the records
            Options are listed in benchmarks/README.md.""";

    private Main() {}

    /** A command; where a person calls, the folder of the benchmarks; options. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        try {
            return command(words, out, err);
        } catch (IllegalArgumentException e) {
            err.println("benchmarks: " + e.getMessage());
            return USAGE;
        } catch (DataException e) {
            err.println("benchmarks: " + e.getMessage());
            return BAD_DATA;
        } catch (IOException e) {
            err.println("benchmarks: " + e.getMessage());
            return FAILED;
        } catch (RuntimeException e) {
            e.printStackTrace(err);
            return FAILED;
        }
    }

    private static int command(List<String> words, PrintStream out, PrintStream err) throws IOException {
        String name = words.isEmpty() ? "" : words.get(0);
        List<String> rest = words.subList(Math.min(1, words.size()), words.size());
        switch (name) {
            case "step" -> StepBenchmark.run(home(rest), options(rest), out, err);
            case "growth" -> GrowthBenchmark.run(home(rest), options(rest), out, err);
            case "answer" -> AnswerBenchmark.run(home(rest), options(rest), out, err);
            case "render" -> Page.write(home(rest));
            case "measure" -> write(rest.get(1), Measurement.of(read(rest.get(0)), err));
            case "probe" -> {
                Libtorch.threads(0);
                write(rest.get(0), new Probe(Machine.here(), MatrixPeak.measure()));
            }
            default -> {
                err.println(HELP);
                return USAGE;
            }
        }
        return 0;
    }

    private static Path home(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("start the benchmarks with benchmarks/run");
        }
        return Path.of(words.get(0));
    }

    private static Arguments options(List<String> words) {
        return new Arguments(words.subList(1, words.size()));
    }

    /** What a machine is and can do. */
    record Probe(Machine machine, List<MatrixPeak> peaks) {}

    private static Task read(String file) throws IOException {
        return JSON.readValue(Path.of(file).toFile(), Task.class);
    }

    private static void write(String file, Object value) throws IOException {
        JSON.writeValue(Path.of(file).toFile(), value);
    }
}
