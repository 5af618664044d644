/// What is found of a message before it is taken: SPF, DKIM, DMARC, spam and viruses.
package org.posthorn.receiving.check;
