/** Models, training, and what an application embeds: {@link org.interweave.learn.Recommendations}. */
package org.interweave.learn;
