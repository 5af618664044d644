/// Mail that comes in for accounts: taken by [ReceiptInbox], checked, queued, and handled by its rules in
/// [ReceiptRelay].
package org.posthorn.receiving;
