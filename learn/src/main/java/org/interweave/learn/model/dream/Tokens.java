package org.interweave.learn.model.dream;

import java.util.function.UnaryOperator;
import org.interweave.learn.nn.Packed;

/** Which tokens' states are wanted. */
enum Tokens {
    ALL(pack -> pack),
    /** Every user's newest. */
    LATEST(Packed::latest);

    private final UnaryOperator<Packed> choice;

    Tokens(UnaryOperator<Packed> choice) {
        this.choice = choice;
    }

    Packed of(Packed pack) {
        return choice.apply(pack);
    }
}
