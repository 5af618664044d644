package org.posthorn.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.posthorn.config.PosthornConfig;
import org.posthorn.feedback.FeedbackReceiver;
import org.posthorn.receiving.ReceiptInbox;
import org.posthorn.receiving.forward.ReturnedBounces;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.route.OwnDoor;
import org.posthorn.smtp.server.ListenerConfig;
import org.posthorn.smtp.server.SmtpListener;
import org.posthorn.smtp.wiring.SmtpConfig;
import org.posthorn.tls.ServerTls;

/// Mail that comes in: who gets it, and where, from others and from ourselves.
final class InboundModule extends AbstractModule {
    private final PosthornConfig config;
    private final Renewal renewal;

    InboundModule(PosthornConfig config, Renewal renewal) {
        this.config = config;
        this.renewal = renewal;
    }

    @Provides
    @Singleton
    InboundMail inbox(FeedbackReceiver feedback, ReturnedBounces bounces, ReceiptInbox receipts) {
        return new InboundMail(List.of(feedback, bounces, receipts));
    }

    @Provides
    @Singleton
    SmtpListener listener(SmtpConfig smtp, InboundMail inbox) {
        return new SmtpListener(
                ListenerConfig.inbound(smtp.inbound(), config.mail().domain()),
                inbox,
                renewal.inboundTls().map(ServerTls::context));
    }

    /// Made before the listener and its inboxes, which are asked for when there is mail.
    @Provides
    @Singleton
    OwnDoor door(Provider<InboundMail> inbox, Provider<SmtpListener> listener) {
        return new OwnDoor(
                address -> inbox.get().knows(address),
                () -> host(config.mail().domain(), listener.get().address()));
    }

    private static MailHost host(String name, InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        return new MailHost(
                name,
                bound.getPort(),
                List.of(address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address));
    }
}
