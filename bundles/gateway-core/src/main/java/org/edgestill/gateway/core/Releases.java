package org.edgestill.gateway.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.ModelRegistry;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.jspecify.annotations.Nullable;

/** Finds releases by what people call them, and changes which one serves. Thread-safe. */
public final class Releases {

  private static final int SHORTEST_DIGEST = 4;

  private final Present<ModelRegistry> registries;

  /** Of the registries that are there at the time of each call. */
  public Releases(Present<ModelRegistry> registries) {
    this.registries = registries;
  }

  private record Found(ModelRegistry registry, ModelId id) {}

  /**
   * Puts an installed release in service; it has to pass its probe first. This takes a second or
   * more, during which the one in service goes on answering.
   *
   * @param model the name of the model; {@code null} for any
   * @param release its digest or the first 4 or more digits of it, its name and number such as
   *     {@code films-7}, or its number alone
   * @return the registry of the model
   * @throws RejectedException with {@code UNKNOWN_MODEL}, {@code UNKNOWN_RELEASE}, {@code
   *     AMBIGUOUS}, {@code REFUSED} or {@code UNAVAILABLE}
   */
  public ModelRegistry activate(@Nullable String model, String release) throws RejectedException {
    try {
      Found found = find(model, release);
      found.registry().activate(found.id().digest());
      return found.registry();
    } catch (ModelRefusedException e) {
      throw RejectedException.of(e);
    } catch (ServiceGoneException e) {
      throw replaced();
    }
  }

  /**
   * The model card of an installed release, as it was signed.
   *
   * @param release as {@link #activate}
   * @return which release, and its card as {@code markdown}
   * @throws RejectedException with {@code UNKNOWN_RELEASE} (also if it has no card), {@code
   *     AMBIGUOUS} or {@code UNAVAILABLE}
   */
  public ObjectNode card(String release) throws RejectedException {
    try {
      Found found = find(null, release);
      String card =
          found
              .registry()
              .card(found.id().digest())
              .orElseThrow(
                  () ->
                      new RejectedException(
                          Code.UNKNOWN_RELEASE, found.id() + " has no card that can be trusted"));
      return Answers.model(found.id()).put("markdown", card);
    } catch (ServiceGoneException e) {
      throw replaced();
    }
  }

  /**
   * Returns a model to the release that served before.
   *
   * @param model its name; {@code null} for the only one
   * @return its registry
   * @throws RejectedException with {@code UNKNOWN_MODEL}, {@code AMBIGUOUS}, {@code REFUSED} or
   *     {@code UNAVAILABLE}
   */
  public ModelRegistry rollBack(@Nullable String model) throws RejectedException {
    Map<String, ModelRegistry> candidates = candidates(model);
    if (candidates.size() > 1) {
      throw new RejectedException(
          Code.AMBIGUOUS, "there are several models; name one of " + candidates.keySet());
    }
    ModelRegistry registry = candidates.values().iterator().next();
    try {
      registry.rollBack();
      return registry;
    } catch (ModelRefusedException e) {
      throw RejectedException.of(e);
    } catch (ServiceGoneException e) {
      throw replaced();
    }
  }

  private Found find(@Nullable String model, String release) throws RejectedException {
    List<Found> installed = new ArrayList<>();
    for (ModelRegistry registry : candidates(model).values()) {
      registry.installed().forEach(each -> installed.add(new Found(registry, each.id())));
    }
    List<Found> matching = installed.stream().filter(f -> isCalled(f.id(), release)).toList();
    if (matching.size() == 1) {
      return matching.get(0);
    }
    throw matching.isEmpty()
        ? new RejectedException(
            Code.UNKNOWN_RELEASE,
            "no installed release is '%s'; installed are: %s"
                .formatted(Json.clean(release), list(installed)))
        : new RejectedException(
            Code.AMBIGUOUS,
            "'%s' can be any of: %s".formatted(Json.clean(release), list(matching)));
  }

  private static boolean isCalled(ModelId id, String release) {
    String number = Long.toString(id.release());
    return release.equals(number)
        || release.equals(id.name() + "-" + number)
        || (release.length() >= SHORTEST_DIGEST && id.digest().startsWith(release));
  }

  /** At least one. */
  private Map<String, ModelRegistry> candidates(@Nullable String model) throws RejectedException {
    Map<String, ModelRegistry> all = registries.byName();
    if (all.isEmpty()) {
      throw new RejectedException(
          Code.UNAVAILABLE, "there is no model yet; is the gateway configured?");
    }
    if (model == null) {
      return all;
    }
    ModelRegistry named = all.get(model);
    if (named == null) {
      throw new RejectedException(
          Code.UNKNOWN_MODEL,
          "there is no model '" + Json.clean(model) + "'; there are " + all.keySet());
    }
    return Map.of(model, named);
  }

  private static String list(List<Found> releases) {
    return releases.isEmpty()
        ? "none"
        : releases.stream().map(found -> found.id().toString()).collect(Collectors.joining(", "));
  }

  private static RejectedException replaced() {
    return new RejectedException(
        Code.UNAVAILABLE, "the model is just being replaced; try again in a moment");
  }
}
