package org.edgestill.mqtt.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket that Paho is given: plain or TLS with the host name checked, behind a {@link
 * PacketLimit}. Paho believes it to be a plain TCP socket, so that what secures the connection is
 * in this one place. Only what Paho's TCP module calls is supported.
 */
// Socket locks some of its methods to set up its own state, which is not used here; a lock around
// close() would make it wait for a handshake that it is meant to end.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class BrokerSocket extends Socket {

  private final Socket raw = new Socket();
  private final @Nullable SSLContext tls;
  private final int maxPacketBytes;
  private volatile Socket wire = raw;
  private volatile @Nullable PacketLimit limit;

  BrokerSocket(@Nullable SSLContext tls, int maxPacketBytes) {
    this.tls = tls;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    raw.connect(endpoint, timeout);
    raw.setTcpNoDelay(true);
    if (tls == null || !(endpoint instanceof InetSocketAddress address)) {
      return;
    }
    raw.setSoTimeout(timeout);
    SSLSocket secure =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(raw, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    wire = secure;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    PacketLimit stream = limit;
    if (stream == null) {
      stream = new PacketLimit(wire.getInputStream(), maxPacketBytes);
      limit = stream;
    }
    return stream;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return wire.getOutputStream();
  }

  @Override
  public void setSoTimeout(int timeout) throws java.net.SocketException {
    wire.setSoTimeout(timeout);
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  /** Ends a connect, a handshake or a read that another thread is in. */
  void abort() {
    try {
      raw.close();
    } catch (IOException e) {
      // it is being thrown away
    }
  }

  /** Whether a message's payload was over the limit; see {@link PacketLimit#wasRefused}. */
  boolean wasRefused(int packetId) {
    PacketLimit stream = limit;
    return stream != null && stream.wasRefused(packetId);
  }

  /** Hands this one socket to Paho. */
  SocketFactory factory() {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return BrokerSocket.this;
      }

      @Override
      public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Socket createSocket(String host, int port, java.net.InetAddress from, int fromPort) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Socket createSocket(java.net.InetAddress host, int port) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Socket createSocket(
          java.net.InetAddress host, int port, java.net.InetAddress from, int fromPort) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
