package org.edgestill.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.recommend.Influence;
import org.edgestill.api.recommend.Recommendation;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.api.recommend.RecommendationResult;
import org.edgestill.api.recommend.RecommendationResult.Explanation;
import org.edgestill.api.recommend.RecommendationResult.Reason;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.api.recommend.Recommender;
import org.edgestill.api.service.ServiceGoneException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeskTest {

  private final Desk desk = new Desk(Duration.ofSeconds(20));
  private final Desk impatient = new Desk(Duration.ofMillis(10));

  @Test
  void theOnlyModelNeedsNoName() throws Exception {
    desk.recommenders().add("films", 1, answering("films"));

    assertThat(item(desk, null)).isEqualTo("films");
    assertThat(item(desk, "films")).isEqualTo("films");
  }

  @Test
  void oneOfSeveralModelsHasToBeNamed() throws Exception {
    desk.recommenders().add("films", 1, answering("films"));
    desk.recommenders().add("books", 1, answering("books"));

    assertThat(item(desk, "books")).isEqualTo("books");
    assertThatThrownBy(() -> item(desk, null)).hasMessageContaining("[books, films]");
    assertRejected(Code.UNKNOWN_MODEL, () -> item(desk, "music"));
  }

  @Test
  void withoutAnyRecommenderItIsUnavailable() {
    assertRejected(Code.UNAVAILABLE, () -> item(desk, null));
  }

  @Test
  void patienceMayChange() throws Exception {
    Recommender going = answering("going");
    desk.recommenders().add("films", 1, going);
    desk.recommenders().remove("films", 1, going);

    desk.setPatience(Duration.ofMillis(10));

    assertTimeoutPreemptively(
        Duration.ofSeconds(15),
        () -> {
          assertRejected(Code.UNAVAILABLE, () -> item(desk, "films"));
          assertRejected(Code.UNAVAILABLE, () -> desk.forget("ann"));
        });
  }

  @Test
  void theHighestRankIsAskedAndTheLowerTakesOver() throws Exception {
    Recommender high = answering("high");
    Recommender low = answering("low");
    desk.recommenders().add("films", 9, high);
    desk.recommenders().add("films", 1, low);

    assertThat(item(desk, null)).isEqualTo("high");
    desk.recommenders().remove("films", 9, high);
    assertThat(item(desk, null)).isEqualTo("low");
  }

  @Test
  void aRequestThatMeetsTheGapWaitsForTheSuccessor() throws Exception {
    Recommender stopped =
        request -> {
          throw new ServiceGoneException("stopped");
        };
    desk.recommenders().add("films", 1, stopped);
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return item(desk, "films");
              } catch (RejectedException e) {
                throw new AssertionError(e);
              }
            });

    desk.recommenders().remove("films", 1, stopped);
    desk.recommenders().add("films", 2, answering("successor"));

    assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("successor");
  }

  @Test
  void aModelWhoseRecommenderDoesNotComeBackIsUnavailable() {
    Recommender recommender = answering("films");
    impatient.recommenders().add("films", 1, recommender);
    impatient.recommenders().remove("films", 1, recommender);

    assertRejected(Code.UNAVAILABLE, () -> item(impatient, "films"));
  }

  @Test
  void withoutABehaviourLogNothingIsStored() {
    assertRejected(Code.UNAVAILABLE, () -> impatient.store(List.of()));
    assertRejected(Code.UNAVAILABLE, () -> impatient.forget("u"));
  }

  @Test
  void anAnswerInFull() {
    RecommendationResult result =
        new RecommendationResult(
            List.of(new Recommendation("2571", "Matrix, The (1999)", 4.25f)),
            new ModelId("films", 7, "ab".repeat(32)),
            Source.STUDENT,
            Reason.NONE,
            140_999);

    assertThat(text(Answers.recommendations("r-1", result)))
        .isEqualTo(
            ("{'id':'r-1','model':{'name':'films','release':7,'digest':'"
                    + "ab".repeat(32)
                    + "'},'source':'STUDENT','reason':'NONE','latencyMicros':140,'items':"
                    + "[{'item':'2571','title':'Matrix, The (1999)','score':4.25}]}\n")
                .replace('\'', '"'));
  }

  @Test
  void anExplanationSaysHowItWasFoundOut() {
    RecommendationResult result =
        new RecommendationResult(
            List.of(
                new Recommendation(
                    "2571", "", 4.25f, List.of(new Influence("318", "Shawshank", 0.75))),
                new Recommendation("50", "", 4)),
            null,
            Source.STUDENT,
            Reason.NONE,
            0,
            Explanation.LEAVE_ONE_ITEM_OUT);

    assertThat(text(Answers.recommendations(null, result)))
        .endsWith(
            ("'explanation':'LEAVE_ONE_ITEM_OUT','items':[{'item':'2571','title':'','score':4.25,"
                    + "'because':[{'item':'318','title':'Shawshank','weight':0.75}]},"
                    + "{'item':'50','title':'','score':4.0,'because':[]}]}\n")
                .replace('\'', '"'));
  }

  @Test
  void ofSeveralRequestsEachHasItsAnswerOrItsError() throws Exception {
    desk.recommenders().add("films", 1, answering("film"));
    Query good = new Query("a", "films", RecommendationRequest.of("u", 1));
    Query bad = new Query("b", "music", RecommendationRequest.of("u", 1));

    String bare =
        text(desk.answer(new Inquiry.Several(null, List.of(good, bad), true), () -> true));
    String named = text(desk.answer(new Inquiry.Several("n", List.of(good), false), () -> true));

    assertThat(bare)
        .startsWith("[{\"id\":\"a\",")
        .contains("\"film\"")
        .contains("{\"id\":\"b\",\"error\":{\"code\":\"UNKNOWN_MODEL\"");
    assertThat(named).startsWith("{\"id\":\"n\",\"answers\":[{\"id\":\"a\",");
  }

  @Test
  void requestsForWhichThereIsNoTimeLeftAreToldSo() throws Exception {
    desk.recommenders().add("films", 1, answering("film"));
    Query query = new Query(null, null, RecommendationRequest.of("u", 1));
    Iterator<Boolean> inTime = List.of(true, false).iterator();

    JsonNode answers =
        desk.answer(new Inquiry.Several(null, List.of(query, query), true), inTime::next);

    assertThat(answers.at("/0/items/0/item").asText()).isEqualTo("film");
    assertThat(answers.at("/1/error/code").asText()).isEqualTo("OVERLOADED");
  }

  @Test
  void anAnswerOfNobodyHasNoModelAndAnUnnamedRequestNoId() {
    RecommendationResult result =
        new RecommendationResult(List.of(), null, Source.NONE, Reason.NO_MODEL, 0);

    assertThat(text(Answers.recommendations(null, result)))
        .startsWith("{\"model\":null,\"source\":\"NONE\",\"reason\":\"NO_MODEL\"");
  }

  @Test
  void anErrorInFull() {
    assertThat(text(Answers.error("r", new RejectedException(Code.INVALID, "k is wrong"))))
        .isEqualTo("{\"id\":\"r\",\"error\":{\"code\":\"INVALID\",\"message\":\"k is wrong\"}}\n");
  }

  private static String item(Desk desk, @Nullable String model) throws RejectedException {
    Query query = new Query(null, model, RecommendationRequest.of("u", 1));
    return desk.recommend(query).items().get(0).item();
  }

  private static Recommender answering(String item) {
    return request ->
        new RecommendationResult(
            List.of(new Recommendation(item, "", 1f)), null, Source.STUDENT, Reason.NONE, 1);
  }

  private static String text(JsonNode node) {
    return new String(Json.bytes(node), StandardCharsets.UTF_8);
  }

  private static void assertRejected(
      Code code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RejectedException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
