package org.edgestill.trust.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;
import org.edgestill.model.json.StrictJson;
import org.edgestill.model.json.StrictObject;
import org.edgestill.trust.RepositorySettings;
import org.edgestill.trust.RepositorySettings.Signing;
import org.edgestill.trust.Role;

/** The settings of a repository as {@code repository.json}. */
public final class SettingsFile {

  private static final String SCHEMA = "edgestill.repository/1";
  private static final int MAX_BYTES = 16 * 1024;
  private static final int MAX_KEYS = 32;

  private SettingsFile() {}

  public static void write(Path file, RepositorySettings settings) throws IOException {
    ObjectNode json = StrictJson.newObject();
    json.put("schema", SCHEMA);
    ObjectNode roles = json.putObject("roles");
    for (Role role : Role.values()) {
      Signing signing = settings.of(role);
      roles
          .putObject(role.typeName())
          .put("keys", signing.keys())
          .put("threshold", signing.threshold())
          .put("validitySeconds", signing.validity().toSeconds());
    }
    DurableFiles.write(file, StrictJson.toBytes(json));
  }

  public static RepositorySettings read(Path file) throws IOException {
    try {
      StrictObject json =
          StrictJson.parseObject(
              DurableFiles.readBounded(file, MAX_BYTES), file.toString(), MAX_BYTES);
      if (!json.string("schema", MAX_KEYS).equals(SCHEMA)) {
        throw json.malformed("schema", "must be '" + SCHEMA + "'");
      }
      StrictObject roles = json.object("roles");
      Map<Role, Signing> settings = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        StrictObject entry = roles.object(role.typeName());
        settings.put(
            role,
            new Signing(
                (int) entry.integer("keys", 1, MAX_KEYS),
                (int) entry.integer("threshold", 1, MAX_KEYS),
                Duration.ofSeconds(entry.integer("validitySeconds", 1, Integer.MAX_VALUE))));
      }
      return new RepositorySettings(settings);
    } catch (ModelRefusedException | IllegalArgumentException e) {
      throw new IOException("the settings can not be used: " + e.getMessage(), e);
    }
  }
}
