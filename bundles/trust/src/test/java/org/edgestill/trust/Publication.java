package org.edgestill.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;

/** What a broker holds: metadata that a test, or an attacker, can change as it likes. */
final class Publication implements MetadataSource {

  private final Map<String, byte[]> files = new HashMap<>();
  final List<String> fetched = new ArrayList<>();

  static Publication of(TufRepository repository) throws Exception {
    Publication publication = new Publication();
    repository.published().forEach(publication::put);
    return publication;
  }

  private void put(PublishedMetadata file) {
    files.put(file.role().fileName(file.version()), file.content());
  }

  Publication replace(Role role, long version, byte[] content) {
    files.put(role.fileName(version), content);
    return this;
  }

  Publication remove(Role role, long version) {
    files.remove(role.fileName(version));
    return this;
  }

  byte[] get(Role role, long version) {
    byte[] content = files.get(role.fileName(version));
    assertThat(content).as(role.fileName(version)).isNotNull();
    return Objects.requireNonNull(content);
  }

  @Override
  public Optional<byte[]> fetch(Role role, long version, int maxBytes) {
    fetched.add(role.fileName(version));
    return Optional.ofNullable(files.get(role.fileName(version)));
  }

  static void assertRefused(RefusalCode code, ThrowingCallable call) {
    ModelRefusedException refusal = catchThrowableOfType(ModelRefusedException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
  }
}
