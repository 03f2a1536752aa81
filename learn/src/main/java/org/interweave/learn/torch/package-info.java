/**
 * The only package that knows libtorch: loading it, the few verbs models use, parameters, the optimiser, the native memory scope and files of tensors.
 *
 * <p>Everything above it handles {@code Tensor} values and nothing else of the native API.
 */
package org.interweave.learn.torch;
