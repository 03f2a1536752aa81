/**
 * What a study's records add up to, as values: tables and figures beside the paper's, independent of how they are written down. {@link org.interweave.lab.report.Report#of} is
 * the way in; how they are written down is in {@link org.interweave.lab.report.form}.
 */
package org.interweave.lab.report;
