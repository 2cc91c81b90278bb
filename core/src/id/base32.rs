//! Crockford's base 32 of 128 bits in 26 characters, as ULID defines it: most significant first, order-preserving.

pub(crate) const TEXT_LEN: usize = 26;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is not 128 bits of base 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The text has this many bytes instead of 26.
    Length(usize),
    /// The character at this place is not of the alphabet.
    Character(usize),
    /// The first character is above `7`, so the text stands for 129 or 130 bits.
    Overflow,
}

pub(crate) fn encode(bits: u128) -> [u8; TEXT_LEN] {
    let mut text = [b'0'; TEXT_LEN];
    let mut rest = bits;
    for place in text.iter_mut().rev() {
        *place = ALPHABET.get((rest & 31) as usize).copied().unwrap_or(b'0');
        rest >>= 5;
    }
    text
}

/// Upper case only, and none of Crockford's look-alikes, so that a value has one text.
pub(crate) fn decode(text: &str) -> Result<u128, Fault> {
    if text.len() != TEXT_LEN {
        return Err(Fault::Length(text.len()));
    }
    let mut bits = 0u128;
    for (place, &character) in text.as_bytes().iter().enumerate() {
        let digit = digit(character).ok_or(Fault::Character(place))?;
        if place == 0 && digit > 7 {
            return Err(Fault::Overflow);
        }
        bits = bits << 5 | u128::from(digit);
    }
    Ok(bits)
}

fn digit(character: u8) -> Option<u8> {
    Some(match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'H' => character - b'A' + 10,
        b'J' | b'K' => character - b'J' + 18,
        b'M' | b'N' => character - b'M' + 20,
        b'P'..=b'T' => character - b'P' + 22,
        b'V'..=b'Z' => character - b'V' + 27,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_decodes_to_its_place_in_the_alphabet_and_no_other_byte_does() {
        for byte in 0..=u8::MAX {
            let expected = ALPHABET.iter().position(|&c| c == byte).map(|p| p as u8);
            assert_eq!(digit(byte), expected, "byte {byte}");
        }
    }
}
