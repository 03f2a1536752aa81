package org.interweave.learn.model.c2dsr;

import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Kept;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** All that the merged sequence or one domain's has to itself. Its items' ids begin at 1. */
final class SequenceLayers {
    private final Tensor items; // E [n + 1, d], row 0 unused
    private final Tensor positionTable; // T [L + 1, d], row 0 unused
    private final Positions positions;
    private final GraphConvolution convolution;
    private final StreamEncoder encoder;
    private final Kept table; // Z, for answers

    /** @param name mixed, or the domain's index */
    SequenceLayers(
            Parameters.Scope root, String name, int size, int window, TransitionGraph graph, C2dsr.Config config) {
        items = root.truncatedNormal("item_embedding." + name, 0.02, size + 1L, config.width());
        positionTable = root.truncatedNormal("position_embedding." + name, 0.02, window + 1L, config.width());
        positions = config.positions();
        convolution = new GraphConvolution(
                root.child("graph." + name), graph.matrix(config.graph()), config.graphLayers(), config.width());
        encoder = new StreamEncoder(root.child("encoder." + name), config);
        table = new Kept(size + 1L, config.width());
    }

    /** E. @shape [n + 1, d] */
    Tensor items() {
        return items;
    }

    /** Z. @shape [n + 1, d] */
    Tensor table(Dropout dropout) {
        return convolution.forward(items, dropout);
    }

    void prepare() {
        table.update(() -> table(Dropout.off()));
    }

    /** What every token of a batch knows. @param ids of the tokens [P] @shape → [P, d] */
    Packed states(int[] ids, Branch tokens, Dropout dropout) {
        Packed x = input(table(dropout), ids, tokens, dropout);
        return encoder.forward(x, x.layout(), dropout);
    }

    /** What every user's newest token knows, without dropout, from what was prepared; zero for who has none. @shape → [U, d] */
    Tensor newest(int[] ids, Branch tokens) {
        Packed x = input(table.value(), ids, tokens, Dropout.off());
        return encoder.forward(x, x.layout().latest(), Dropout.off()).newest();
    }

    /** Dropout(Z[item] + T[position]). */
    private Packed input(Tensor vectors, int[] ids, Branch tokens, Dropout dropout) {
        Tensor ofItems = Torch.rows(vectors, Torch.longs(ids));
        Tensor ofPositions = Torch.rows(positionTable, Torch.longs(positions.of(tokens)));
        return new Packed(dropout.apply(ofItems.add(ofPositions)), tokens.layout());
    }
}
