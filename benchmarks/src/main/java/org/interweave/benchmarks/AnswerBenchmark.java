package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.split.Split;
import org.interweave.learn.Recommendations;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.EvaluationReport.Among;
import org.interweave.learn.train.TrainedRun;

/** What a trained run takes to open, to rank the whole test split, and to answer one request. */
final class AnswerBenchmark {
    private static final int TOP = 10;

    private final Path path;
    private final int warmup;
    private final int requests;
    private final PrintStream progress;

    private AnswerBenchmark(Arguments arguments, PrintStream progress) {
        String run = arguments.text("--run", "");
        if (run.isEmpty()) {
            throw new IllegalArgumentException("--run is missing: the directory that ./interweave train wrote");
        }
        this.path = Path.of(run);
        this.warmup = arguments.number("--warmup", 0, 500);
        this.requests = arguments.number("--requests", 1, 1_000);
        this.progress = progress;
    }

    static void run(Path home, Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        AnswerBenchmark benchmark = new AnswerBenchmark(arguments, err);
        String name = arguments.text("--name", "");
        boolean keep = !arguments.has("--no-record");
        arguments.requireAllUsed();
        AnswerRecord record = benchmark.measure(home, name);
        out.print(AnswerTable.render(record));
        if (keep) {
            out.println("Record: " + Records.write(home, record.name() + AnswerRecord.SUFFIX, record));
        }
    }

    private AnswerRecord measure(Path home, String name) throws IOException {
        OtherLoad others = new OtherLoad();
        progress.println("Opening " + path);
        long start = System.nanoTime();
        TrainedRun run = TrainedRun.open(path);
        double openSeconds = secondsSince(start);
        Machine machine = Machine.here();
        int threads = Libtorch.threads();
        List<AnswerRecord.Ranking> evaluations = List.of(ranking(run, Among.SAMPLED), ranking(run, Among.ALL));
        Dataset dataset = run.dataset();
        int user = longestHistory(dataset);
        Recommendations recommendations = Recommendations.open(path); // from here on a thread per request
        String domain = largest(dataset, recommendations.domains());
        Recommendations.Request request =
                recommendations.forUser(dataset.userId(user)).in(domain);
        progress.printf("%,d requests on one thread, %,d on each of %d%n", requests, requests, threads);
        times(request, warmup);
        List<AnswerRecord.Latency> latencies = List.of(latency(request, 1), latency(request, threads));
        double otherLoad = others.cores(); // before the commands, which are processes of their own
        progress.println("The whole command, a process each time");
        Path launcher = home.toAbsolutePath().resolveSibling("interweave");
        ColdCommand command = ColdCommand.measure(launcher, path, dataset.userId(user), domain);
        return new AnswerRecord(
                AnswerRecord.FORMAT,
                name.isEmpty() ? name(dataset) : name,
                Records.today(),
                Records.commit(home),
                machine,
                otherLoad,
                new ObjectMapper().readTree(run.config().toJson()),
                run.config().model(),
                run.config().training().precision(),
                dataset.catalog().items(),
                openSeconds,
                evaluations,
                Math.min(dataset.inputWindow(), dataset.sequences().length(user)),
                latencies,
                command);
    }

    private AnswerRecord.Ranking ranking(TrainedRun run, Among among) {
        String candidates = among == Among.ALL ? "all" : "999";
        int users = run.users(Split.TEST);
        progress.printf("Ranking %,d users' targets among %s, twice%n", users, candidates);
        double[] seconds = new double[2];
        for (int i = 0; i < seconds.length; i++) {
            long start = System.nanoTime();
            EvaluationReport.of(run, Split.TEST, among, done -> {});
            seconds[i] = secondsSince(start);
        }
        return new AnswerRecord.Ranking(candidates, users, seconds[0], seconds[1]);
    }

    private static String name(Dataset dataset) {
        return dataset.catalog().domains().stream().map(Domain::name).collect(Collectors.joining("-"));
    }

    private static int longestHistory(Dataset dataset) {
        return IntStream.range(0, dataset.sequences().users())
                .boxed()
                .max(Comparator.comparingInt(user -> dataset.sequences().length(user)))
                .orElseThrow();
    }

    /** Of the domains that the model ranks the one with most items. */
    private static String largest(Dataset dataset, List<String> ranked) {
        return Collections.max(ranked, Comparator.comparingInt(name -> dataset.catalog()
                .domain(dataset.catalog().indexOf(name))
                .size()));
    }

    private AnswerRecord.Latency latency(Recommendations.Request request, int threads) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<double[]> asking = () -> times(request, requests);
            long start = System.nanoTime();
            List<Future<double[]>> asked = pool.invokeAll(Collections.nCopies(threads, asking));
            double seconds = secondsSince(start);
            DoubleStream millis = DoubleStream.empty();
            for (Future<double[]> one : asked) {
                millis = DoubleStream.concat(millis, Arrays.stream(one.get()));
            }
            return AnswerRecord.Latency.of(threads, millis.toArray(), seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IOException("a request failed: " + e.getCause().getMessage(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static double[] times(Recommendations.Request request, int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            request.top(TOP);
            millis[i] = 1e3 * secondsSince(start);
        }
        return millis;
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
