package org.edgestill.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.recommend.RecommendationOptions;
import org.edgestill.api.recommend.RecommendationRequest;
import org.edgestill.gateway.core.RejectedException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

  private static final long NOW = 1_763_942_400_000L;

  private final Documents documents =
      new Documents(64 * 1024, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  @Test
  void anEventInFull() throws Exception {
    assertThat(
            documents.events(
                bytes("{'id':'e','user':'u','item':'i','behaviour':'purchase','timeMillis':5}")))
        .containsExactly(new BehaviourEvent("e", "u", "i", "purchase", 5));
  }

  @Test
  void anEventWithoutTimeAndBehaviourIsAViewNow() throws Exception {
    assertThat(documents.events(bytes("{'user':'u','item':'i'}")))
        .containsExactly(BehaviourEvent.of("u", "i", "view", NOW));
  }

  @Test
  void anArrayOfEventsKeepsItsOrder() throws Exception {
    assertThat(documents.events(bytes("[{'user':'u','item':'b'},{'user':'u','item':'a'}]")))
        .extracting(BehaviourEvent::item)
        .containsExactly("b", "a");
  }

  @Test
  void aRequestInFull() throws Exception {
    Query query =
        documents.query(
            bytes(
                "{'id':'r-1','model':'films','user':'u','k':3,'exclude':['x','x','y'],"
                    + "'excludeSeen':false,'events':[{'item':'i','timeMillis':1}]}"));

    assertThat(query)
        .isEqualTo(
            new Query(
                "r-1",
                "films",
                new RecommendationRequest(
                    "u",
                    3,
                    false,
                    Set.of("x", "y"),
                    List.of(BehaviourEvent.of("u", "i", "view", 1)))));
  }

  @Test
  void wishes() throws Exception {
    Query query =
        documents.query(
            bytes(
                "{'only':['a','b','a'],'except':['c'],'minScore':-1.5,'diversity':0.25,"
                    + "'explain':true}"));

    assertThat(query.request().options())
        .isEqualTo(new RecommendationOptions(Set.of("a", "b"), Set.of("c"), -1.5f, 0.25, true));
    assertThat(documents.query(bytes("{'minScore':1,'diversity':0}")).request().options())
        .isEqualTo(new RecommendationOptions(Set.of(), Set.of(), 1, 0, false));
  }

  @Test
  void severalRequestsComeAsAnArrayOrWithAnIdentifier() throws Exception {
    Query one = documents.query(bytes("{'id':'a','k':1}"));
    Query other = documents.query(bytes("{'user':'u'}"));

    assertThat(documents.inquiry(bytes("{'id':'a','k':1}"))).isEqualTo(new Inquiry.One(one));
    assertThat(documents.inquiry(bytes("[{'id':'a','k':1},{'user':'u'}]")))
        .isEqualTo(new Inquiry.Several(null, List.of(one, other), true));
    assertThat(documents.inquiry(bytes("{'id':'b','requests':[{'id':'a','k':1},{'user':'u'}]}")))
        .isEqualTo(new Inquiry.Several("b", List.of(one, other), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | send 1 to 100",
        "{'requests':[]} | send 1 to 100",
        "{'requests':{}} | requests must be an array",
        "{'requests':[{}],'k':1} | k is not known",
        "{'requests':[{}],'id':'!'} | id must be",
        "[{},{'k':0}] | [1].k must be",
        "{'requests':[{},{'events':[{'item':'i'},{}]}]} | requests[1].events[1].item is missing",
        "[1] | [0] must be a JSON object",
        "[{'only':'a'}] | [0].only must be an array",
        "[{'diversity':1.1}] | [0].diversity must be 0 to 1",
        "[{'minScore':'1'}] | [0].minScore must be a number",
      })
  void ofSeveralWithOneBadRequestNoneIsTaken(String json, String message) {
    assertThatThrownBy(() -> documents.inquiry(bytes(json)))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID))
        .hasMessageContaining(message);
  }

  @Test
  void aHundredRequestsAreEnough() throws Exception {
    String hundred = "[" + "{},".repeat(99) + "{}]";

    assertThat(documents.inquiry(bytes(hundred))).isInstanceOf(Inquiry.Several.class);
    assertThatThrownBy(() -> documents.inquiry(bytes("[{}," + hundred.substring(1))))
        .hasMessageContaining("these are 101");
  }

  @Test
  void anEmptyRequestAsksForTenForNobody() throws Exception {
    assertThat(documents.query(bytes("{}")))
        .isEqualTo(new Query(null, null, RecommendationRequest.of("", 10)));
  }

  @Test
  void anAnonymousSessionNeedsNoUser() throws Exception {
    Query query = documents.query(bytes("{'user':'','events':[{'item':'i','timeMillis':1}]}"));

    assertThat(query.request().user()).isEmpty();
    assertThat(query.request().events()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "nonsense",
        "{'user':'u','user':'v','item':'i'}",
        "{'user':'u','item':'i'} {}",
        "{'user':'u','item':'i','timeMillis':NaN}",
        "{'user':'u','item':'i','timeMillis':111111111111111111111111111111111111}",
        "{'a':[[[[[[[[[1]]]]]]]]]}",
        "// comment\n{'user':'u','item':'i'}",
      })
  void whatIsNotStrictJsonIsMalformed(String json) {
    assertThatThrownBy(() -> documents.events(bytes(json)))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED));
  }

  @Test
  void whatIsNotUtf8IsMalformed() {
    assertThatThrownBy(() -> documents.events(new byte[] {'"', (byte) 0xC3, '"'}))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | the content must be a JSON object",
        "[] | send 1 to 1000 events",
        "[7] | [0] must be a JSON object",
        "{\"item\":\"i\"} | user is missing",
        "{\"user\":\"u\"} | item is missing",
        "{\"user\":7,\"item\":\"i\"} | user must be a text",
        "{\"user\":\"\",\"item\":\"i\"} | user must have 1 to 256 characters",
        "{\"user\":\"u\",\"item\":\"i\",\"timeMillis\":-1} | negative",
        "{\"user\":\"u\",\"item\":\"i\",\"timeMillis\":1.5} | timeMillis must be a whole number",
        "{\"user\":\"u\",\"item\":\"i\",\"behavior\":\"view\"} | behavior is not known; known are",
        "[{\"user\":\"u\",\"item\":\"i\"},{\"user\":\"u\"}] | [1].item is missing",
      })
  void anEventThatDoesNotFitIsInvalidAndTheMessageSaysWhere(String json, String message) {
    assertThatThrownBy(() -> documents.events(json.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the content must be a JSON object",
        "{\"k\":0} | k must be 1 to 1000",
        "{\"k\":4294967297} | k must be 1 to 1000",
        "{\"k\":\"3\"} | k must be a whole number",
        "{\"id\":\"a/b\"} | id must be 1 to 64",
        "{\"id\":\"\"} | id must be 1 to 64",
        "{\"exclude\":[1]} | exclude must hold texts only",
        "{\"exclude\":\"x\"} | exclude must be an array",
        "{\"excludeSeen\":1} | excludeSeen must be true or false",
        "{\"events\":[{}]} | events[0].item is missing",
        "{\"users\":\"u\"} | users is not known",
      })
  void aRequestThatDoesNotFitIsInvalidAndTheMessageSaysWhere(String json, String message) {
    assertThatThrownBy(() -> documents.query(json.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID));
  }

  @Test
  void valuesAreNotRepeatedInMessages() {
    assertThatThrownBy(
            () -> documents.events(bytes("{'user':'" + "secret".repeat(50) + "','item':'i'}")))
        .hasMessageNotContaining("secret");
  }

  @Test
  void tooManyEventsAreInvalid() {
    String many = String.join(",", Collections.nCopies(1_001, "{'user':'u','item':'i'}"));

    assertThatThrownBy(() -> documents.events(bytes("[" + many + "]")))
        .hasMessageContaining("1001");
  }

  @Test
  void tooManyBytesAreTooLarge() {
    assertThatThrownBy(() -> documents.events(new byte[64 * 1024 + 1]))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
  }

  @Test
  void theIdentifierIsFoundWithoutReadingTheRest() {
    assertThat(Json.peekText(bytes("{'events':[{'id':'no'}],'id':'yes','k':oops"), "id"))
        .contains("yes");
    assertThat(Json.peekText(bytes("{'events':[{'id':'no'}]}"), "id")).isEmpty();
    assertThat(Json.peekText(bytes("['id']"), "id")).isEmpty();
    assertThat(Json.peekText(bytes("{'id':7}"), "id")).isEmpty();
    assertThat(Json.peekText(bytes("nonsense"), "id")).isEmpty();
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
