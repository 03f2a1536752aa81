/** A report written down: one HTML page that needs nothing beside it, Markdown, and a CSV and a LaTeX file per table. */
package org.interweave.lab.report.form;
