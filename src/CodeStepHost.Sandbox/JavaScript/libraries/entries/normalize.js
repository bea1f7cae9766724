// String.prototype.normalize: .NET without ICU knows ASCII only.
import unorm from 'unorm';

export default { NFC: unorm.nfc, NFD: unorm.nfd, NFKC: unorm.nfkc, NFKD: unorm.nfkd };
