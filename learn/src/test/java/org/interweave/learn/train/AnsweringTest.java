package org.interweave.learn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.split.Split;
import org.interweave.learn.Recommendation;
import org.interweave.learn.Recommendations;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Safetensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an opened run answers. */
class AnsweringTest {
    @TempDir
    private Path directory;

    @AfterEach
    void usual() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private Path run(Precision precision) throws IOException {
        Dataset dataset = TinyRuns.dataset(directory.resolve("data"), 5);
        RunConfig config = TinyRuns.config("precision=" + precision.name().toLowerCase(), "maxEpochs=3");
        TinyRuns.train(dataset, config, directory.resolve("run"), event -> {});
        return directory.resolve("run");
    }

    /** Opening narrows what products would narrow anyway: a model as training has it scores the same, bit for bit. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void anOpenedModelAnswersLikeTheOneInTraining(Precision precision) throws IOException {
        TrainedRun opened = TrainedRun.open(run(precision));
        RunConfig config = opened.config();
        Recommender live =
                Models.byId("merit").build(config.settings(), new Protocol(opened.dataset()).trainingData(), 1);
        Safetensors.readInto(opened.files().model(), live.parameters().named());
        TorchScorer scorer = new TorchScorer(
                live, opened.dataset().catalog(), opened.dataset().inputWindow());
        List<int[]> histories = List.of(new int[] {1, 30, 60}, new int[] {2}, new int[] {50, 3, 4, 70, 9});
        for (int domain = 0; domain < 3; domain++) {
            float[][] expected = scorer.scores(domain, histories);
            float[][] found = opened.scorer().scores(domain, histories);
            for (int u = 0; u < expected.length; u++) {
                assertArrayEquals(expected[u], found[u]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void anOpenedModelAnswersWhateverPrecisionIsSetLater(Precision other) throws IOException {
        TrainedRun opened = TrainedRun.open(run(Precision.MEDIUM));
        List<int[]> histories = List.of(new int[] {1, 30, 60});
        float[] before = opened.scorer().scores(1, histories)[0];
        Libtorch.precision(other);
        assertArrayEquals(before, opened.scorer().scores(1, histories)[0], 0.05f); // some CPUs follow the new precision
    }

    @Test
    void severalThreadsAskAtOnce() throws IOException, InterruptedException, ExecutionException {
        Recommendations run = Recommendations.open(run(Precision.MEDIUM));
        List<Recommendation> expected =
                run.forUser("user-3").in("kitchen").includeSeen().top(24);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> asked = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            asked.add(pool.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    assertEquals(
                            expected,
                            run.forUser("user-3").in("kitchen").includeSeen().top(24));
                }
            }));
        }
        pool.shutdown();
        for (Future<?> one : asked) {
            one.get();
        }
    }

    @Test
    void anEvaluationDoesNotDependOnTheNumberOfThreads() throws IOException {
        TrainedRun opened = TrainedRun.open(run(Precision.HIGHEST));
        List<Evaluation> evaluations = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            Libtorch.threads(threads);
            evaluations.add(new Protocol(opened.dataset()).full(opened.scorer(), Split.TEST, done -> {}));
        }
        assertEquals(evaluations.get(0), evaluations.get(1));
        assertEquals(evaluations.get(0), evaluations.get(2));
    }
}
