/// API v2: contact lists and their contacts.
package org.posthorn.api.v2.contact;
