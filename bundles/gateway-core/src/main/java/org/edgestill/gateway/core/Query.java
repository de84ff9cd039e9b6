package org.edgestill.gateway.core;

import org.edgestill.api.recommend.RecommendationRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request for recommendations as an endpoint received it.
 *
 * @param id the sender's identifier of the request, repeated in the answer; {@code null} without
 * @param model the name of the model to ask; {@code null} for the endpoint's own choice
 * @param request what to ask it
 */
public record Query(@Nullable String id, @Nullable String model, RecommendationRequest request) {}
