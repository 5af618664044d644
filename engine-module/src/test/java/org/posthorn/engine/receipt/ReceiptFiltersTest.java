package org.posthorn.engine.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptFilter;
import org.posthorn.engine.settings.ReceiptFilter.Policy;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.TestClock;

class ReceiptFiltersTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");

    private final ReceiptFilters filters = new ReceiptFilters(new MemoryStore(new TestClock()).settings());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.10",
                "10.0.0.0/24",
                "0.0.0.0/0",
                "255.255.255.255/32",
                "10.0.0.1/8",
                "2001:db8::1",
                "2001:DB8::/32",
                "::",
                "::/0",
                "::1",
                "1::",
                "1:2:3:4:5:6:7:8/128",
                "1:2:3:4:5:6:7::"
            })
    void aBlockIsTakenAndHasAnAddressOfItsOwn(String cidr) {
        filters.create(TENANT, new ReceiptFilter("f", Policy.Block, cidr));
        String address = cidr.indexOf('/') < 0 ? cidr : cidr.substring(0, cidr.indexOf('/'));
        assertThat(filters.blocks(TENANT, address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "not-a-block",
                "10.0.0/24",
                "10",
                "10.0.0.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/24/24",
                "10.0.0.0/２４",
                " 10.0.0.0",
                "0x0a.0.0.1",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "::ffff:192.0.2.1",
                "2001:db8::/129",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "2001:db8:::1",
                "1::2::3",
                ":1:2:3:4:5:6:7",
                "12345::",
                "０:0:0:0:0:0:0:1"
            })
    void whatIsNoBlockIsRefused(String cidr) {
        assertThatThrownBy(() -> filters.create(TENANT, new ReceiptFilter("f", Policy.Block, cidr)))
                .isInstanceOf(SesException.class)
                .hasMessage("Invalid CIDR block: " + cidr);
    }

    @Test
    void whatIsAllowedIsAnExceptionFromWhatIsBlocked() {
        filters.create(TENANT, new ReceiptFilter("all", Policy.Block, "192.0.2.0/24"));
        filters.create(TENANT, new ReceiptFilter("but-one", Policy.Allow, "192.0.2.10"));
        assertThat(filters.blocks(TENANT, "192.0.2.9")).isTrue();
        assertThat(filters.blocks(TENANT, "192.0.2.10")).isFalse();
        assertThat(filters.blocks(TENANT, "198.51.100.1")).isFalse();
        assertThat(filters.blocks(new Tenant("123456789012", "eu-west-1"), "192.0.2.9"))
                .isFalse();
        filters.delete(TENANT, "all");
        assertThat(filters.blocks(TENANT, "192.0.2.9")).isFalse();
    }
}
