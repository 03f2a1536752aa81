/**
 * Files that are written whole or not at all ({@link org.interweave.core.io.AtomicFile}), their checksums, and the lock that keeps a directory to one writer.
 *
 * <p>Knows nothing of what the files hold.
 */
package org.interweave.core.io;
