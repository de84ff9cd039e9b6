package org.edgestill.gateway.http.internal;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint needs to know of a request.
 *
 * @param method in capitals, for instance {@code POST}
 * @param path decoded, below the servlet's own path, for instance {@code /events}
 * @param contentType the header; {@code null} without
 * @param contentEncoding the header; {@code null} without
 * @param contentLength the declared length in bytes, -1 if unknown
 * @param host the header; {@code null} without
 * @param authorization the header; {@code null} without
 * @param peer the IP address of the sender
 * @param secure whether it came over TLS
 * @param body the content, not yet read
 */
record HttpRequest(
    String method,
    String path,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    long contentLength,
    @Nullable String host,
    @Nullable String authorization,
    String peer,
    boolean secure,
    InputStream body) {}
