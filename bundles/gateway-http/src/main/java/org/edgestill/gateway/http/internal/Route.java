package org.edgestill.gateway.http.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.edgestill.gateway.core.RejectedException;

/**
 * One operation.
 *
 * @param method in capitals; {@code GET} answers {@code HEAD} too
 * @param template the path below the servlet's own, with at most one parameter, for instance {@code
 *     /users/{user}}; a parameter at the end may hold slashes
 * @param need who may
 * @param content whether JSON content is read
 * @param path made of the template
 * @param handler what it does
 */
record Route(
    String method, String template, Need need, Content content, Pattern path, Handler handler) {

  /** Whether there is JSON content. */
  enum Content {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /**
   * A request that was let in.
   *
   * @param parameter the decoded value in the path; empty without
   * @param body the content; empty without
   * @param deadline when it has to be answered
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(String parameter, byte[] body, Deadline deadline) {}

  /** What an operation does. */
  @FunctionalInterface
  interface Handler {
    HttpAnswer serve(Call call) throws RejectedException, ProblemException;
  }

  private static final Pattern PARAMETER = Pattern.compile("\\{\\w+\\}");

  static Route of(String method, String template, Need need, Content content, Handler handler) {
    return new Route(method, template, need, content, pattern(template), handler);
  }

  private static Pattern pattern(String template) {
    Matcher parameter = PARAMETER.matcher(template);
    if (!parameter.find()) {
      return Pattern.compile(Pattern.quote(template));
    }
    String rest = template.substring(parameter.end());
    return Pattern.compile(
        Pattern.quote(template.substring(0, parameter.start()))
            + (rest.isEmpty() ? "(.+)" : "([^/]+)" + Pattern.quote(rest)),
        Pattern.DOTALL);
  }

  boolean isMethod(String asked) {
    return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
  }

  /** The value of the parameter if the path is of this operation; empty text without parameter. */
  Optional<String> match(String asked) {
    Matcher matcher = path.matcher(asked);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(matcher.groupCount() == 0 ? "" : matcher.group(1));
  }
}
