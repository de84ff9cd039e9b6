package org.edgestill.distiller.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.distiller.run.Json;
import org.edgestill.trust.KeyFolders;
import org.edgestill.trust.RoleState;

/**
 * How the keys of a repository stand, for people and for programs.
 *
 * @param root the file to provision gateways with
 */
record KeysReport(Path repository, Path root, KeyFolders keys, List<RoleState> roles) {

  String text() {
    StringBuilder out = new StringBuilder();
    for (RoleState role : roles) {
      out.append(
          "%-9s  version %d, valid until %s, %d of %d must sign, keys in %s%n"
              .formatted(
                  role.role().typeName(),
                  role.version(),
                  role.expires(),
                  role.threshold(),
                  role.keys().size(),
                  keys.folder(role.role())));
      for (RoleState.Key key : role.keys()) {
        out.append("           %s  %s%n".formatted(key.keyId(), kept(key)));
      }
    }
    return out.append("for gateways: %s (rootFile of their updates)%n".formatted(root)).toString();
  }

  private static String kept(RoleState.Key key) {
    if (!key.present()) {
      return "not here";
    }
    return key.encrypted() ? "here, encrypted" : "here, NOT encrypted";
  }

  String json() throws JsonProcessingException {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("repository", repository.toString()).put("root", root.toString());
    ObjectNode all = json.putObject("roles");
    for (RoleState role : roles) {
      ObjectNode one =
          all.putObject(role.role().typeName())
              .put("version", role.version())
              .put("expires", role.expires().toString())
              .put("threshold", role.threshold())
              .put("folder", keys.folder(role.role()).toString());
      ArrayNode list = one.putArray("keys");
      for (RoleState.Key key : role.keys()) {
        list.addObject()
            .put("keyId", key.keyId())
            .put("present", key.present())
            .put("encrypted", key.encrypted());
      }
    }
    return Json.MAPPER.writeValueAsString(json) + System.lineSeparator();
  }
}
