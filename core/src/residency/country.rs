//! Countries by their codes.

/// Every officially assigned code of ISO 3166-1 alpha-2.
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCN\
COCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIR\
ISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP\
NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTW\
TZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// Whether this is the code of a country, such as `DE`.
pub(crate) fn is_known(code: &str) -> bool {
    code.len() == 2 && CODES.as_bytes().chunks_exact(2).any(|known| known == code.as_bytes())
}

/// Whether this is the code of a part of a country after ISO 3166-2, such as `US-CA`: the code of the country, and one to
/// three letters or digits. Which of them are assigned is not checked: they change every year.
pub(crate) fn is_subdivision(code: &str) -> bool {
    code.split_once('-').is_some_and(|(country, part)| {
        let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        is_known(country) && (1..=3).contains(&part.len()) && part.bytes().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_all_249_in_order() {
        let codes: alloc::vec::Vec<&[u8]> = CODES.as_bytes().chunks_exact(2).collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(["DE", "GB", "TW", "AX"].into_iter().all(is_known));
        assert!(["", "D", "de", "UK", "EU", "XX", "DEU", "ED"].into_iter().all(|code| !is_known(code)));
        assert!(["US-CA", "SE-X", "AT-9", "GB-ENG"].into_iter().all(is_subdivision));
        assert!(["US", "US-", "XX-A", "US-ABCD", "US-ca"].into_iter().all(|code| !is_subdivision(code)));
    }
}
