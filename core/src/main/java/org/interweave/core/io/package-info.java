/** Files that are written whole or not at all. */
package org.interweave.core.io;
