package org.posthorn.smtp.tlspolicy;

import java.io.IOException;
import java.util.List;
import org.posthorn.smtp.client.TlsaRecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Looks up the TLSA records of mail hosts (RFC 7672).
///
/// We don't validate DNSSEC but believe the name server that says it did (the AD flag, RFC 6840 §5.8): only to be used
/// where that name server validates and nobody can get between it and us, such as on the same machine.
///
/// The host's address is asked for first. Where that is not secure its TLSA records can't be, and asking for them would
/// only find the name servers that fail on types they don't know (RFC 7672 §2.2.2).
public final class DaneLookup {
    /// TLSA records of one host that are looked at; more are passed over.
    static final int RECORDS = 64;

    private static final int UDP_BYTES = 1_232; // What passes any network in one piece (DNS flag day 2020).

    private final Resolver resolver;

    /// @param resolver not to be used by others: it is told to ask for DNSSEC
    public DaneLookup(Resolver resolver) {
        this.resolver = resolver;
        resolver.setEDNS(0, UDP_BYTES, ExtendedFlags.DO, List.of());
    }

    /// What is said of the server at this host and port. Blocks as long as the resolver does.
    public DaneAnswer find(String host, int port) {
        try {
            Name name = Name.fromString(host, Name.root);
            Message address = ask(name, Type.A);
            if (address.getSection(Section.ANSWER).isEmpty()) {
                address = ask(name, Type.AAAA);
            }
            if (!isSecure(address) || address.getRcode() == Rcode.NXDOMAIN) {
                return new DaneAnswer.None();
            }
            return records(ask(Name.fromString("_" + port + "._tcp", name), Type.TLSA));
        } catch (TextParseException e) {
            return new DaneAnswer.None(); // A name that DNS can't hold, such as an address.
        } catch (IOException e) {
            return new DaneAnswer.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /// @throws IOException when there is no answer, or the name server says that it has none it could trust (SERVFAIL)
    private Message ask(Name name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setFlag(Flags.AD);
        Message answer = resolver.send(query);
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new IOException(Rcode.string(code) + " for " + Type.string(type) + " of " + name);
        }
        return answer;
    }

    private static boolean isSecure(Message answer) {
        return answer.getHeader().getFlag(Flags.AD);
    }

    private static DaneAnswer records(Message answer) {
        List<TlsaRecord> records = answer.getSection(Section.ANSWER).stream()
                .filter(TLSARecord.class::isInstance)
                .map(TLSARecord.class::cast)
                .limit(RECORDS)
                .map(tlsa -> new TlsaRecord(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        tlsa.getCertificateAssociationData()))
                .toList();
        return records.isEmpty() || !isSecure(answer) ? new DaneAnswer.None() : new DaneAnswer.Records(records);
    }
}
