package org.interweave.benchmarks.padded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.Targets;

/**
 * Some users of a batch, padded to the window: every array has a cell for every slot of every user, 0 where there is nothing.
 *
 * @param items of the merged sequence [B L]
 * @param branches the merged sequence, then the domains
 */
public record PaddedBatch(int users, int window, int[] items, List<Cells> branches) {
    /**
     * One branch.
     *
     * @param present 1 where the branch has a token, otherwise 0 [B L]
     * @param positions counted back from the newest token [B L]
     * @param positives [B L]
     * @param negatives [B L n]
     * @param weights share of the loss [B L]
     */
    public record Cells(float[] present, int[] positions, int[] positives, int[] negatives, float[] weights) {}

    /** The whole batch in chunks of at most this many users; their losses add up to the batch's. */
    public static List<PaddedBatch> chunks(NextItemBatch batch, int usersPerChunk) {
        int users = batch.sequences().mixed().layout().users();
        List<PaddedBatch> chunks = new ArrayList<>();
        for (int from = 0; from < users; from += usersPerChunk) {
            chunks.add(of(batch, from, Math.min(users, from + usersPerChunk)));
        }
        return chunks;
    }

    private static PaddedBatch of(NextItemBatch batch, int from, int to) {
        Branch mixed = batch.sequences().mixed();
        int[] cells = cells(mixed.layout(), from, to);
        int[] items = new int[(to - from) * mixed.layout().window()];
        for (int row = 0; row < cells.length; row++) {
            if (cells[row] >= 0) {
                items[cells[row]] = batch.sequences().items()[row];
            }
        }
        List<Cells> branches = new ArrayList<>(List.of(pad(mixed, batch.mixed(), from, to)));
        for (int k = 0; k < batch.domains().size(); k++) {
            branches.add(pad(batch.sequences().domains().get(k), batch.domains().get(k), from, to));
        }
        return new PaddedBatch(to - from, mixed.layout().window(), items, branches);
    }

    /** For every row of the pack its cell, -1 for users outside. */
    private static int[] cells(Layout layout, int from, int to) {
        int[] cells = new int[layout.tokens()];
        Arrays.fill(cells, -1);
        for (int u = from; u < to; u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                cells[row] = (u - from) * layout.window() + layout.slots()[row];
            }
        }
        return cells;
    }

    private static Cells pad(Branch branch, Targets targets, int from, int to) {
        int[] cells = cells(branch.layout(), from, to);
        int size = (to - from) * branch.layout().window();
        int n = targets.negativesPerRow();
        Cells padded = new Cells(new float[size], new int[size], new int[size], new int[size * n], new float[size]);
        for (int row = 0; row < cells.length; row++) {
            if (cells[row] >= 0) {
                padded.present[cells[row]] = 1;
                padded.positions[cells[row]] = branch.positions()[row];
            }
        }
        for (int i = 0; i < targets.rows().length; i++) {
            int cell = cells[targets.rows()[i]];
            if (cell >= 0) {
                padded.positives[cell] = targets.positives()[i];
                padded.weights[cell] = targets.weights()[i];
                System.arraycopy(targets.negatives(), i * n, padded.negatives, cell * n, n);
            }
        }
        return padded;
    }
}
