package org.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DnsFormTest {
    private static final String LONG = "v=DKIM1; k=rsa; p=" + "A".repeat(300);

    private static JsonNode records() {
        return json("""
                [{"name":"_amazonses.1a.example","type":"TXT","state":"vouched for (not needed)","needed":false,"value":"x"},
                 {"name":"s._domainkey.1a.example","type":"CNAME","state":"Pending","needed":true,"value":"s.dkim.mail.test"},
                 {"name":"b.1a.example","type":"MX","state":"Pending","needed":true,"value":"10 mail.test"},
                 {"name":"b.1a.example","type":"TXT","state":"Pending","needed":true,"value":"v=spf1 include:mail.test ~all"},
                 {"name":"b.1a.example","type":"TXT","state":"Pending","needed":true,"value":"a\\"b\\\\c ${d} %{e}"},
                 {"name":"s.dkim.mail.test","type":"TXT","state":"Pending","needed":true,"value":"LONG"}]
                """.replace("LONG", LONG));
    }

    @Test
    void terraformIsWrittenForRoute53() {
        assertThat(DnsForm.TERRAFORM.text("1A.example", "mail.test", records(), Terminal.ENDLESS))
                .isEqualTo("""
                # In the zone of 1a.example:
                variable "zone_of_1a_example" {
                  type        = string
                  description = "Id of the Route 53 zone that has 1a.example"
                }

                resource "aws_route53_record" "s__domainkey_1a_example_cname" {
                  zone_id = var.zone_of_1a_example
                  name    = "s._domainkey.1a.example"
                  type    = "CNAME"
                  ttl     = 3600
                  records = ["s.dkim.mail.test"]
                }

                resource "aws_route53_record" "b_1a_example_mx" {
                  zone_id = var.zone_of_1a_example
                  name    = "b.1a.example"
                  type    = "MX"
                  ttl     = 3600
                  records = ["10 mail.test"]
                }

                resource "aws_route53_record" "b_1a_example_txt" {
                  zone_id = var.zone_of_1a_example
                  name    = "b.1a.example"
                  type    = "TXT"
                  ttl     = 3600
                  records = ["v=spf1 include:mail.test ~all", "a\\\\\\"b\\\\\\\\c $${d} %%{e}"]
                }

                # vouched for (not needed): _amazonses.1a.example TXT "x"

                # In the zone of mail.test, what the aliases of 1A.example lead to; or publish these texts
                # there, under the names of the aliases and instead of them:
                variable "zone_of_mail_test" {
                  type        = string
                  description = "Id of the Route 53 zone that has mail.test"
                }

                resource "aws_route53_record" "s_dkim_mail_test_txt" {
                  zone_id = var.zone_of_mail_test
                  name    = "s.dkim.mail.test"
                  type    = "TXT"
                  ttl     = 3600
                  records = ["HEAD\\"\\"TAIL"]
                }

                """.replace("HEAD", LONG.substring(0, 255)).replace("TAIL", LONG.substring(255)));
    }

    @Test
    void quotesBackslashesAndOtherOctetsComeBackFromAZoneFile() throws Exception {
        String odd = "a\"b\\c;d\te\u00e9";
        JsonNode records = JsonMapper.shared().valueToTree(List.of(new Row("x.test", "TXT", "Pending", true, odd)));
        String zone = DnsForm.ZONE.text("x.test", "mail.test", records, Terminal.ENDLESS);
        assertThat(zone).isEqualTo("; In the zone of x.test:\nx.test. 3600 IN TXT \"a\\\"b\\\\c;d\\009e\\233\"\n");
        try (Master master =
                new Master(new ByteArrayInputStream(zone.getBytes(StandardCharsets.US_ASCII)), Name.root)) {
            TXTRecord read = (TXTRecord) master.nextRecord();
            assertThat(new String(read.getStringsAsByteArrays().getFirst(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(odd);
        }
    }

    private record Row(String name, String type, String state, boolean needed, String value) {}

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
