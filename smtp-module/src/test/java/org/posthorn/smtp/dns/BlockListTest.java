package org.posthorn.smtp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.smtp.dns.BlockList.Answer;
import org.posthorn.smtp.testing.LoopbackDns;

class BlockListTest {
    private final LoopbackDns server = LoopbackDns.start();
    private final BlockList list = new BlockList(
            "list.test",
            new HostResolver(new DnsClient(List.of(server.address()), Duration.ofSeconds(10), 0), new TestClock()));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAddressIsAskedForInReverseOctetsAndNibbles() {
        assertThat(ask("192.0.2.25")).isEqualTo(new Answer.NotListed());
        server.a("25.2.0.192.list.test", "127.0.0.4");
        server.a("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.test", "127.0.0.2");
        assertThat(ask("192.0.2.26")).isEqualTo(new Answer.NotListed());
        assertThat(ask("2001:db8::1")).isEqualTo(new Answer.Listed("127.0.0.2"));
    }

    @Test
    void whatIsNoListingIsNotTakenForOne() {
        server.a("25.2.0.192.list.test", "127.255.255.254");
        assertThat(ask("192.0.2.25")).isEqualTo(new Answer.NoWord("it does not answer us (127.255.255.254)"));
        server.a("26.2.0.192.list.test", "198.51.100.1");
        assertThat(ask("192.0.2.26"))
                .isEqualTo(new Answer.NoWord("it answered 198.51.100.1, which no block list does"));
        server.fail("27.2.0.192.list.test");
        assertThat(ask("192.0.2.27")).isInstanceOf(Answer.NoWord.class);
    }

    @Test
    void aListThatListsEveryAddressHasEnded() {
        server.a("25.2.0.192.list.test", "127.0.0.2");
        server.a("1.0.0.127.list.test", "127.0.0.2");
        assertThat(ask("192.0.2.25"))
                .isEqualTo(new Answer.NoWord("it lists every address, as lists do that have ended"));
    }

    private Answer ask(String address) {
        return list.ask(InetAddress.ofLiteral(address));
    }
}
