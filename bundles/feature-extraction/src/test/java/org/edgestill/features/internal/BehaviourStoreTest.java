package org.edgestill.features.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.behaviour.BehaviourLog;
import org.edgestill.api.service.ServiceGoneException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehaviourStoreTest {

  private final Path directory;
  private final List<BehaviourStore> stores = new ArrayList<>();

  BehaviourStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() {
    stores.forEach(BehaviourStore::close);
  }

  @Test
  void anUnknownUserHasNoHistory() throws Exception {
    BehaviourStore store = open(10, 10);

    assertThat(store.history("nobody", 10)).isEmpty();
    assertThat(store.userCount()).isZero();
    assertThat(store.sizeBytes().orElseThrow())
        .isEqualTo(Files.size(directory.resolve("behaviours.mv")));
    assertThat(store.forget("nobody")).isFalse();
  }

  @Test
  void aHistoryIsOrderedByTimeWhateverTheOrderOfArrival() throws Exception {
    BehaviourStore store = open(10, 10);
    store.append(event("u", "c", 3));
    store.append(event("u", "a", 1));
    store.append(event("u", "b", 2));

    assertThat(items(store, "u")).containsExactly("a", "b", "c");
    assertThat(store.history("u", 2)).extracting(BehaviourEvent::item).containsExactly("b", "c");
  }

  @Test
  void aRepeatedEventChangesNothing() throws Exception {
    BehaviourStore store = open(10, 10);
    BehaviourEvent named = new BehaviourEvent("e1", "u", "a", "view", 1);

    assertThat(store.append(named)).isTrue();
    assertThat(store.append(named)).isFalse();
    assertThat(store.append(new BehaviourEvent("e1", "u", "b", "cart", 9))).isFalse();
    assertThat(store.append(event("u", "c", 2))).isTrue();
    assertThat(store.append(event("u", "c", 2))).isFalse();
    assertThat(store.appendAll(List.of(named, event("u", "d", 3), event("u", "d", 3))))
        .isEqualTo(1);
    assertThat(items(store, "u")).containsExactly("a", "c", "d");
  }

  @Test
  void onlyTheNewestEventsOfAUserAreKept() throws Exception {
    BehaviourStore store = open(3, 10);
    store.appendAll(IntStream.range(0, 10).mapToObj(i -> event("u", "i" + i, i)).toList());
    store.append(event("u", "old", 1));

    assertThat(items(store, "u")).containsExactly("i7", "i8", "i9");
  }

  @Test
  void theLongestIdleUserMakesRoom() throws Exception {
    BehaviourStore store = open(10, 3);
    for (String user : List.of("a", "b", "c", "a", "d")) {
      store.append(event(user, "item", System.nanoTime()));
    }

    assertThat(store.userCount()).isEqualTo(3);
    assertThat(store.history("b", 1)).isEmpty();
    assertThat(store.history("a", 9)).hasSize(2);
  }

  @Test
  void aSmallerLimitOfUsersIsKeptFromTheNextStartOn() throws Exception {
    BehaviourStore store = open(10, 10);
    for (String user : List.of("a", "b", "c")) {
      store.append(event(user, "item", 1));
    }
    store.close();

    assertThat(open(10, 2).userCount()).isEqualTo(2);
  }

  @Test
  void eventsSurviveARestart() throws Exception {
    BehaviourStore store = open(10, 10);
    store.append(new BehaviourEvent("e1", "u", "ä", "my behaviour", 5));
    store.close();

    BehaviourStore again = open(10, 10);

    assertThat(again.history("u", 10))
        .containsExactly(new BehaviourEvent("e1", "u", "ä", "my behaviour", 5));
    assertThat(again.append(new BehaviourEvent("e1", "u", "ä", "my behaviour", 5))).isFalse();
  }

  @Test
  void aForgottenUserIsNowhereInTheDirectory() throws Exception {
    BehaviourStore store = open(50, 1_000);
    for (int i = 0; i < 20; i++) {
      store.append(event("erase-this-user", "secret-" + "item", i));
      store.append(event("user" + i, "kept", i));
    }

    assertThat(holds("erase-this-user")).as("the search itself works").isTrue();
    assertThat(store.forget("erase-this-user")).isTrue();
    assertThat(store.forget("erase-this-user")).isFalse();
    assertThat(store.history("erase-this-user", 1)).isEmpty();
    assertThat(store.userCount()).isEqualTo(20);
    assertThat(holds("erase-this-user")).isFalse();
    assertThat(holds("secret-item")).isFalse();
    store.close();
    assertThat(open(50, 1_000).history("user7", 1)).hasSize(1);
    assertThat(holds("erase-this-user")).isFalse();
  }

  @Test
  void anErasureThatACrashInterruptedIsFinishedAtTheNextStart() throws Exception {
    Path path = directory.resolve("behaviours.mv");
    try (BehaviourFile file = BehaviourFile.open(path)) {
      file.add(event("erase-this-user", "a", 1), 10);
      file.add(event("other", "a", 1), 10);
      file.commit();
      file.remove("erase-this-user");
      file.commit();
    }
    assertThat(holds("erase-this-user")).isTrue();

    BehaviourStore store = open(10, 10);

    assertThat(holds("erase-this-user")).isFalse();
    assertThat(store.userCount()).isEqualTo(1);
  }

  @Test
  void readersAndWritersDoNotDisturbEachOther() throws Exception {
    BehaviourStore store = open(1_000, 100);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      String user = "u" + w % 4;
      int writer = w;
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 50; i++) {
                  store.append(event(user, "w" + writer + "-" + i, i));
                  assertThat(store.history(user, 1_000))
                      .extracting(BehaviourEvent::item)
                      .contains("w" + writer + "-" + i);
                  if (i == 25 && writer == 7) {
                    store.append(event("gone", "x", 1));
                    store.forget("gone");
                  }
                }
              },
              command -> new Thread(command, "writer").start()));
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get(60, TimeUnit.SECONDS);
    }

    for (int u = 0; u < 4; u++) {
      assertThat(store.history("u" + u, 1_000)).hasSize(100);
    }
  }

  @Test
  void aSuccessorWaitsForTheDirectoryAndNoEventIsLost() throws Exception {
    BehaviourStore first = open(1_000, 10);
    CompletableFuture<BehaviourLog> second = new CompletableFuture<>();
    stores.add(BehaviourStore.open(new StoreSettings(directory, 1_000, 10), second::complete));
    CompletableFuture<Integer> acknowledged = new CompletableFuture<>();
    CompletableFuture<Boolean> some = new CompletableFuture<>();
    Thread writer =
        new Thread(
            () -> {
              int i = 0;
              try {
                while (true) {
                  first.append(event("u", "i" + i, i));
                  if (++i == 20) {
                    some.complete(true);
                  }
                }
              } catch (ServiceGoneException gone) {
                acknowledged.complete(i);
              }
            });
    writer.start();
    some.get(30, TimeUnit.SECONDS);
    assertThat(second).isNotDone();

    first.close();

    int count = acknowledged.get(30, TimeUnit.SECONDS);
    BehaviourLog successor = second.get(30, TimeUnit.SECONDS);
    assertThat(successor.history("u", 1_000)).hasSize(Math.min(count, 1_000));
    assertThatThrownBy(() -> first.append(event("u", "x", 1)))
        .isInstanceOf(ServiceGoneException.class);
    assertThatThrownBy(() -> first.history("u", 1)).isInstanceOf(ServiceGoneException.class);
    assertThat(successor.append(event("u", "x", 1_000_000))).isTrue();
  }

  @Test
  void aStoreThatIsClosedWhileItWaitsNeverOpens() throws Exception {
    open(10, 10);
    CompletableFuture<BehaviourLog> second = new CompletableFuture<>();
    BehaviourStore waiting =
        BehaviourStore.open(new StoreSettings(directory, 10, 10), second::complete);

    waiting.close();

    assertThat(second).isNotDone();
    assertThatThrownBy(() -> waiting.append(event("u", "a", 1)))
        .isInstanceOf(ServiceGoneException.class);
  }

  @Test
  void aFileOfRubbishIsMovedAsideAndNothingIsLost() throws Exception {
    byte[] rubbish = "not a store at all".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve("behaviours.mv"), rubbish);

    BehaviourStore store = open(10, 10);

    assertThat(store.append(event("u", "a", 1))).isTrue();
    assertThat(damaged()).hasSize(1);
    assertThat(Files.readAllBytes(damaged().get(0))).isEqualTo(rubbish);
  }

  @Test
  void damageFoundWhileReadingMovesTheFileAsideToo() throws Exception {
    BehaviourStore store = open(10, 10);
    store.append(event("u", "the-item-to-damage", 1));
    store.close();
    damage("the-item-to-damage");
    BehaviourStore again = open(10, 10);

    assertThat(again.history("u", 1)).isEmpty();

    assertThat(damaged()).hasSize(1);
    assertThat(again.append(event("u", "a", 1))).isTrue();
    assertThat(items(again, "u")).containsExactly("a");
  }

  @Test
  void anInterruptedReaderHarmsNobody() throws Exception {
    BehaviourStore store = open(10, 10);
    store.append(event("u", "a", 1));
    store.close();
    BehaviourStore again = open(10, 10);

    Thread.currentThread().interrupt();
    List<String> items = items(again, "u");
    boolean stillInterrupted = Thread.interrupted();

    assertThat(items).containsExactly("a");
    assertThat(stillInterrupted).isTrue();
    assertThat(again.append(event("u", "b", 2))).isTrue();
  }

  @Test
  void aFileThatFailsUnderTheStoreIsOpenedAgain() throws Exception {
    StoreDirectory files = new StoreDirectory(directory);
    StoreEngine engine = new StoreEngine(files, new StoreSettings(directory, 10, 10));
    engine.open();
    Job<Boolean> good = Job.of(file -> file.add(event("u", "a", 1), 10));
    engine.execute(List.of(good));
    engine.read(
        file -> {
          file.abandon(); // as after an interrupted read
          return true;
        });

    Job<Boolean> next = Job.of(file -> file.add(event("u", "b", 2), 10));
    engine.execute(List.of(next));

    assertThat(next.done().join()).isTrue();
    List<BehaviourEvent> kept = engine.read(file -> file.newest("u", 9));
    assertThat(kept).hasSize(2);
    assertThat(damaged()).isEmpty();
    engine.close();
  }

  @Test
  void theFileDoesNotGrowWithoutBound() throws Exception {
    StoreDirectory files = new StoreDirectory(directory);
    long slack = 256 * 1024;
    StoreEngine engine = new StoreEngine(files, new StoreSettings(directory, 50, 40), slack);
    engine.open();
    long largest = 0;
    int shrunk = 0;
    long before = 0;
    for (int i = 0; i < 600; i++) {
      int at = i;
      engine.execute(List.of(Job.of(f -> f.add(event("u" + at % 50, "item-" + at, at), 50))));
      long size = Files.size(directory.resolve("behaviours.mv"));
      largest = Math.max(largest, size);
      shrunk += size < before ? 1 : 0;
      before = size;
    }

    assertThat(shrunk).isPositive();
    assertThat(largest).isLessThan(3 * slack);
    long users = engine.read(BehaviourFile::userCount);
    assertThat(users).isEqualTo(40);
    engine.close();
  }

  @Test
  void theDirectoryIsForItsOwnerAlone() throws Exception {
    Path nested = directory.resolve("data/behaviours");
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    stores.add(BehaviourStore.open(new StoreSettings(nested, 10, 10), opened::complete));
    opened.get(30, TimeUnit.SECONDS);

    assertThat(Files.getPosixFilePermissions(nested)).hasSize(3);
  }

  private BehaviourStore open(int eventsPerUser, int maxUsers) throws Exception {
    CompletableFuture<BehaviourLog> opened = new CompletableFuture<>();
    BehaviourStore store =
        BehaviourStore.open(
            new StoreSettings(directory, eventsPerUser, maxUsers), opened::complete);
    stores.add(store);
    opened.get(30, TimeUnit.SECONDS);
    return store;
  }

  private static List<String> items(BehaviourStore store, String user) {
    return store.history(user, 1_000).stream().map(BehaviourEvent::item).toList();
  }

  private boolean holds(String text) throws IOException {
    for (Path file : files()) {
      if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
        return true;
      }
    }
    return false;
  }

  private void damage(String text) throws IOException {
    Path path = directory.resolve("behaviours.mv");
    String content = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
        file.seek(at);
        file.write('?');
      }
    }
  }

  private List<Path> damaged() throws IOException {
    return files().stream().filter(f -> f.toString().contains("damaged")).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static BehaviourEvent event(String user, String item, long time) {
    return BehaviourEvent.of(user, item, "view", time);
  }
}
