/** The paper's study: which systems its tables hold, which runs they need, and doing those runs one after another. */
package org.interweave.lab.study;
