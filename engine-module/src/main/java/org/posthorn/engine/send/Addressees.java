package org.posthorn.engine.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;

/// The addresses of a message in parts, read and checked in SES's order: what is no address; that there are recipients,
/// and not too many; and, once the configuration set is known, what is too long. (Probed with real SES and published;
/// where the upper number comes is a guess.)
record Addressees(
        Address source,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        Optional<Address> returnPath,
        List<Address> replyTo) {
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for the first that is wrong
    static Addressees of(Addressing given) {
        Addressees all = new Addressees(
                Address.parse(given.source()
                        .orElseThrow(() ->
                                new SesException(SesError.INVALID_PARAMETER_VALUE, "Missing required header 'From'."))),
                parse(given.to()),
                parse(given.cc()),
                parse(given.bcc()),
                given.returnPath().map(Address::parse),
                parse(given.replyTo()));
        Structure.checkRecipientCount(all.recipients().size());
        return all;
    }

    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for the first that is too long
    void checkLengths() {
        Stream.of(Stream.of(source), to.stream(), cc.stream(), bcc.stream(), returnPath.stream(), replyTo.stream())
                .flatMap(addresses -> addresses)
                .forEach(Address::checkLength);
    }

    /// Whether the sender's own addresses are any, and short enough, in the words of the operation that sends in bulk.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE
    static void checkBulkSender(Addressing given) {
        Stream.concat(given.source().stream(), given.returnPath().stream()).forEach(text -> {
            try {
                Address.parse(text).checkLength();
            } catch (SesException e) {
                throw new SesException(e.error(), "Invalid email address<" + text + ">.");
            }
        });
    }

    List<Address> recipients() {
        List<Address> recipients = new ArrayList<>(to);
        recipients.addAll(cc);
        recipients.addAll(bcc);
        return recipients;
    }

    private static List<Address> parse(List<String> addresses) {
        return addresses.stream().map(Address::parse).toList();
    }
}
