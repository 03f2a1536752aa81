/**
 * The models. Each reads like its paper, knows neither trainer nor files nor padding, and is listed in {@link org.interweave.learn.model.Models#ALL}.
 */
package org.interweave.learn.model;
