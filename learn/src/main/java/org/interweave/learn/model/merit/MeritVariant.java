package org.interweave.learn.model.merit;

/**
 * The model and its nine ablations: one row, one variant.
 *
 * @paper Table 3
 */
public enum MeritVariant {
    FULL(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    SF1(SpecificFusion.Kind.NO_MIXED, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    SF2(SpecificFusion.Kind.NO_OTHER, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    SF3(SpecificFusion.Kind.ADD, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    SF4(SpecificFusion.Kind.NONE, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    FF1(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.ATTEND, Transfer.Kind.SINGLE_OUTPUT, Residual.STOPPED),
    MF1(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.ADD, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    MF2(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.NONE, Transfer.Kind.MULTI_OUTPUT, Residual.STOPPED),
    RL1(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.FLOWING),
    RL2(SpecificFusion.Kind.ATTEND, MixedFusion.Kind.ATTEND, Transfer.Kind.MULTI_OUTPUT, Residual.ABSENT);

    final SpecificFusion.Kind specificFusion;
    final MixedFusion.Kind mixedFusion;
    final Transfer.Kind transfer;
    final Residual residual;

    MeritVariant(
            SpecificFusion.Kind specificFusion,
            MixedFusion.Kind mixedFusion,
            Transfer.Kind transfer,
            Residual residual) {
        this.specificFusion = specificFusion;
        this.mixedFusion = mixedFusion;
        this.transfer = transfer;
        this.residual = residual;
    }
}
