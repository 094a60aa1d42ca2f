//! The FIT file checksum: CRC-16/ARC, from the first byte of the header.
//!
//! Sixteen bytes a step ("slicing-by-16", Kounavis and Berry 2005): with a table of nibbles the checksum alone
//! would take ten times as long as everything else that is done to a file.

const POLYNOMIAL: u16 = 0xA001;
const TABLES: [[u16; 256]; 16] = tables();

const fn tables() -> [[u16; 256]; 16] {
    let mut t = [[0_u16; 256]; 16];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        t[0][i] = crc;
        i += 1;
    }
    let mut k = 1;
    while k < 16 {
        let mut i = 0;
        while i < 256 {
            let before = t[k - 1][i];
            t[k][i] = (before >> 8) ^ t[0][(before & 0xff) as usize];
            i += 1;
        }
        k += 1;
    }
    t
}

/// The checksum of `bytes`.
///
/// ```
/// assert_eq!(lanterne::formats::fit::crc(b"123456789"), 0xBB3D); // the check value of CRC-16/ARC
/// ```
#[must_use]
pub fn crc(bytes: &[u8]) -> u16 {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut crc = 0_u16;
    for b in blocks {
        let [lo, hi] = crc.to_le_bytes();
        let mut next = TABLES[15][usize::from(b[0] ^ lo)] ^ TABLES[14][usize::from(b[1] ^ hi)];
        for (k, byte) in b.iter().enumerate().skip(2) {
            next ^= TABLES[15 - k][usize::from(*byte)];
        }
        crc = next;
    }
    for b in rest {
        let [lo, _] = crc.to_le_bytes();
        crc = (crc >> 8) ^ TABLES[0][usize::from(b ^ lo)];
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bit_by_bit(bytes: &[u8]) -> u16 {
        bytes.iter().fold(0, |crc, b| {
            (0..8).fold(crc ^ u16::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ POLYNOMIAL } else { c >> 1 })
        })
    }

    proptest! {
        #[test]
        fn equals_the_definition(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(crc(&bytes), bit_by_bit(&bytes));
        }
    }
}
