package org.posthorn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A name server on loopback (UDP) that knows one text for each of a few names, and no other names.
final class RecordServer implements AutoCloseable {
    private static final int MOST_BYTES = 4_096;
    private static final int TTL_SECONDS = 300;
    /// RFC 1035 §3.3.
    private static final int MOST_STRING = 255;

    private final DatagramSocket socket;
    private final Map<String, String> texts;

    /// @param texts by names in lower case, without a dot at the end
    RecordServer(Map<String, String> texts) throws IOException {
        this.texts = texts;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("record-server").start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[MOST_BYTES];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] reply = reply(new Message(Arrays.copyOf(packet.getData(), packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Message reply(Message query) {
        Record question = query.getQuestion();
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        String text = texts.get(name.canonicalize().toString(true));
        if (text == null) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (question.getType() == Type.TXT) {
            reply.addRecord(new TXTRecord(name, DClass.IN, TTL_SECONDS, strings(text)), Section.ANSWER);
        }
        return reply;
    }

    private static List<String> strings(String text) {
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < text.length(); i += MOST_STRING) {
            strings.add(text.substring(i, Math.min(text.length(), i + MOST_STRING)));
        }
        return strings;
    }

    @Override
    public void close() {
        socket.close();
    }
}
