//! The deployment document: what it says, and what it is refused for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail, Error,
    deployment::{Deployment, FlagBias, Kind, RegionStatus, SetBias},
    resolve::{RegisterStrategy, Rule},
    value::{Limits, Value},
};

const SHOP: &str = r#"{"version":1,"name":"shop","partitions":1,
 "regions":[{"name":"eu","number":1},{"name":"us","number":2},{"name":"ap","number":3}],
 "limits":{"value_bytes":1048576,"depth":32,"key_bytes":1024,"max_siblings":16},
 "classes":[
  {"name":"profiles","keys":"profile/*","labels":[],"type":"map","existence":"last-write-wins",
   "fields":{"name":{"type":"register","strategy":"last-write-wins"},"likes":{"type":"counter"},
             "tags":{"type":"set","strategy":"add-wins"},"address":{"type":"map","fields":{"*":{"type":"register"}}}}},
  {"name":"pages","keys":"page/*","labels":[],"type":"counter"},
  {"name":"stock","keys":"stock/*","labels":[],"type":"flag","strategy":"enable-wins"},
  {"name":"rest","keys":"**","labels":[],"type":"register","strategy":"keep-all"}]}"#;

/// The shop's document with one part of it replaced.
fn shop_with(from: &str, to: &str) -> Result<Deployment, Error> {
    assert_eq!(SHOP.matches(from).count(), 1, "{from}");
    Deployment::parse(&SHOP.replace(from, to))
}

fn text(error: &Error, name: &str) -> Option<String> {
    match error.detail(name) {
        Some(Detail::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

#[test]
fn what_the_document_says() {
    let shop = Deployment::parse(SHOP).unwrap();
    assert_eq!((shop.version(), shop.name(), shop.partitions()), (1, "shop", 1));
    assert_eq!(shop.regions().len(), 3);
    assert_eq!(shop.region_by_name("us").unwrap().number, 2);
    assert_eq!(shop.region_by_number(3).unwrap().name, "ap");
    assert!(shop.region_by_name("mars").is_none() && shop.region_by_number(4).is_none());
    assert!(shop.regions().iter().all(|region| region.status == RegionStatus::Active && region.place.is_none()));
    assert_eq!(shop.limits().max_siblings, 16);
    assert_eq!(shop.value_limits(), Limits { depth: 32, size_bytes: 1 << 20 });
    let names: Vec<_> = shop.classes().iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names, ["profiles", "pages", "stock", "rest"]);
    for (key, index) in [("profile/7", 0), ("page/home", 1), ("stock/apple", 2), ("profile/7/x", 3), ("anything", 3)] {
        assert_eq!(shop.class_of(key).unwrap(), index, "{key}");
    }
    assert_eq!(shop.class(2).unwrap().kind, Kind::Flag(FlagBias::EnableWins));
    assert_eq!(shop.class(3).unwrap().kind, Kind::Register(RegisterStrategy::same(Rule::KeepAll.into())));
    assert!(shop.class(4).is_none());
    assert_eq!(shop.class_by_name("pages").unwrap().kind, Kind::Counter);
}

#[test]
fn fields_by_path() {
    let shop = Deployment::parse(SHOP).unwrap();
    let profiles = shop.class(0).unwrap();
    assert_eq!(profiles.kind_at::<&str>(&[]).unwrap(), &profiles.kind);
    assert_eq!(profiles.kind_at(&["tags"]).unwrap(), &Kind::Set(SetBias::AddWins));
    assert_eq!(profiles.kind_at(&["address", "city"]).unwrap(), &Kind::Register(RegisterStrategy::default()));
    let cases: [(&[&str], &str); 4] = [
        (&["age"], "class `profiles` has no `age`: its record declares no such field and has no `*`"),
        (&["likes", "x"], "class `profiles` has no `likes.x`: `likes` is a counter and has no fields"),
        (
            &["address", "a b", "c"],
            r#"class `profiles` has no `address["a b"].c`: `address["a b"]` is a register and has no fields"#,
        ),
        (&["likes", "x", "y"], "class `profiles` has no `likes.x.y`: `likes` is a counter and has no fields"),
    ];
    for (path, message) in cases {
        let error = profiles.kind_at(path).unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::UnknownPath, message));
    }
    assert_eq!(shop.class(1).unwrap().kind_at(&["x"]).unwrap_err().code(), Code::UnknownPath);
}

#[test]
fn defaults_and_order_do_not_change_the_digest() {
    let shop = Deployment::parse(SHOP).unwrap();
    let same = [
        (r#""partitions":1,"#, ""),
        (r#""limits":{"value_bytes":1048576,"depth":32,"key_bytes":1024,"max_siblings":16},"#, ""),
        (
            r#""limits":{"value_bytes":1048576,"depth":32,"key_bytes":1024,"max_siblings":16}"#,
            r#""limits":{"depth":32}"#,
        ),
        (r#","strategy":"last-write-wins"}"#, "}"),
        (r#""existence":"last-write-wins","#, ""),
        (r#","strategy":"add-wins""#, ""),
        (
            r#"{"name":"eu","number":1},{"name":"us","number":2}"#,
            r#"{"number":2,"name":"us"},{"number":1.0,"name":"eu"}"#,
        ),
        (r#"{"name":"eu","number":1}"#, r#"{"name":"eu","number":1,"status":"active"}"#),
    ];
    for (from, to) in same {
        assert_eq!(shop_with(from, to).unwrap(), shop, "{to}");
    }
    let other = [
        (r#""version":1"#, r#""version":2"#),
        (r#""depth":32"#, r#""depth":33"#),
        (r#"{"name":"eu","number":1}"#, r#"{"name":"eu","number":1,"place":"aws:eu-west-1"}"#),
        (r#"{"name":"eu","number":1}"#, r#"{"name":"eu","number":1,"status":"retired"}"#),
        (r#""keep-all""#, r#""last-write-wins""#),
        (r#""keys":"page/*""#, r#""keys":"page/**""#),
    ];
    for (from, to) in other {
        assert_ne!(shop_with(from, to).unwrap().digest(), shop.digest(), "{to}");
    }
}

#[test]
fn labels_are_a_set() {
    let declared =
        r#""labels":[{"name":"billing","number":1,"rules":[]},{"name":"eu-personal","number":2,"rules":[]}]"#;
    let label = |labels: &str| {
        let document =
            SHOP.replace(r#""keys":"page/*","labels":[]"#, &format!(r#""keys":"page/*","labels":[{labels}]"#));
        Deployment::parse(&document.replace(r#""partitions":1"#, declared))
    };
    let two = label(r#""eu-personal","billing""#).unwrap();
    assert_eq!(two.class(1).unwrap().labels, ["billing", "eu-personal"]);
    assert_eq!(label(r#""billing","eu-personal""#).unwrap().digest(), two.digest());
    assert_ne!(label(r#""billing""#).unwrap().digest(), two.digest());
}

#[test]
fn the_normalized_document_is_the_same_deployment() {
    let shop = shop_with(r#"{"name":"eu","number":1}"#, r#"{"name":"eu","number":1,"place":"aws:eu-west-1"}"#).unwrap();
    assert_eq!(Deployment::from_value(&shop.to_value()).unwrap(), shop);
    assert_eq!(Deployment::parse(&shop.to_value().to_json()).unwrap(), shop);
    let cbor = shop.to_value().to_cbor();
    assert_eq!(Deployment::from_value(&Value::from_cbor(&cbor, &Limits::default()).unwrap()).unwrap(), shop);
}

/// Computed apart from this library, by Python's hashlib over bytes written by hand.
#[test]
fn the_digest_is_sha256_of_the_canonical_bytes() {
    let document = r#"{"version":1,"name":"x","regions":[{"name":"a","number":1}],"classes":[]}"#;
    let deployment = Deployment::parse(document).unwrap();
    let cbor = [
        b"\xa6\x67classes\x80".as_slice(),
        b"\x66limits\xa4\x65depth\x18\x20\x69key_bytes\x19\x04\x00\x6cmax_siblings\x10\x6bvalue_bytes\x1a\x00\x10\x00\x00",
        b"\x64name\x61x\x6apartitions\x01",
        b"\x67regions\x81\xa3\x64name\x61a\x66number\x01\x66status\x66active",
        b"\x67version\x01",
    ]
    .concat();
    assert_eq!(deployment.to_value().to_cbor(), cbor);
    assert_eq!(deployment.digest_text(), "a4b6d106f3e1822b6f2b8bc4fbe69dc7ac1f196d71bbb96046aec728be1ad111");
    assert_eq!(deployment.digest_text()[..2], format!("{:02x}", deployment.digest()[0]));
}

#[test]
fn refusals_point_at_the_place_and_suggest() {
    let cases: &[(&str, &str, &str, Option<&str>)] = &[
        // from, to, place, suggestion
        (r#""strategy":"keep-all""#, r#""strategy":"keepall""#, "classes[3].strategy", Some("keep-all")),
        (r#""strategy":"keep-all""#, r#""strategy":"LWW""#, "classes[3].strategy", Some("last-write-wins")),
        (r#""strategy":"keep-all""#, r#""strategy":"newest""#, "classes[3].strategy", None),
        (r#""strategy":"keep-all""#, r#""strategy":"add-wins""#, "classes[3].strategy", None),
        (r#""strategy":"keep-all""#, r#""strategy":7"#, "classes[3].strategy", None),
        (r#""strategy":"keep-all""#, r#""stratgy":"keep-all""#, "classes[3].stratgy", Some("strategy")),
        (
            r#""strategy":"add-wins""#,
            r#""strategy":"remove_wins""#,
            "classes[0].fields.tags.strategy",
            Some("remove-wins"),
        ),
        (r#""strategy":"enable-wins""#, r#""strategy":"EnableWins""#, "classes[2].strategy", Some("enable-wins")),
        (r#"{"type":"counter"}"#, r#"{"type":"countr"}"#, "classes[0].fields.likes.type", Some("counter")),
        (r#"{"type":"counter"}"#, r#"{}"#, "classes[0].fields.likes.type", None),
        (r#"{"type":"counter"}"#, r#"7"#, "classes[0].fields.likes", None),
        (r#"{"type":"counter"}"#, r#"{"type":"counter","strategy":"sum"}"#, "classes[0].fields.likes.strategy", None),
        (r#"{"type":"counter"}"#, r#"{"type":"counter","fields":{}}"#, "classes[0].fields.likes.fields", None),
        (r#"{"type":"counter"}"#, r#"{"type":"counter","labels":[]}"#, "classes[0].fields.likes.labels", None),
        (r#"{"type":"counter"}"#, r#"{"type":"map"}"#, "classes[0].fields.likes.fields", None),
        (r#"{"type":"counter"}"#, r#"{"type":"map","fields":{}}"#, "classes[0].fields.likes.fields", None),
        (
            r#"{"type":"counter"}"#,
            r#"{"type":"map","strategy":"keep-all","fields":{"*":{"type":"flag"}}}"#,
            "classes[0].fields.likes.strategy",
            None,
        ),
        (
            r#""*":{"type":"register"}"#,
            r#""*":{"type":"registr"}"#,
            "classes[0].fields.address.fields.*.type",
            Some("register"),
        ),
        (r#""*":{"type":"register"}"#, r#""":{"type":"register"}"#, r#"classes[0].fields.address.fields[""]"#, None),
        (r#""existence":"last-write-wins""#, r#""existence":"keep-all""#, "classes[0].existence", None),
        (r#""keys":"page/*","labels":[]"#, r#""keys":"page/*""#, "classes[1].labels", None),
        (r#""keys":"page/*","labels":[]"#, r#""keys":"page/*","labels":["A"]"#, "classes[1].labels[0]", None),
        (r#""keys":"page/*","labels":[]"#, r#""keys":"page/*","labels":[7]"#, "classes[1].labels[0]", None),
        (r#""keys":"page/*""#, r#""keys":"""#, "classes[1].keys", None),
        (r#""keys":"page/*""#, r#""keys":"page/***""#, "classes[1].keys", None),
        (r#""keys":"page/*""#, r#""keys":"page\\/*""#, "classes[1].keys", None),
        (r#""keys":"page/*""#, r#""keys":"page\n""#, "classes[1].keys", None),
        (r#""keys":"page/*""#, r#""key":"page/*""#, "classes[1].key", Some("keys")),
        (r#""name":"pages""#, r#""name":"profiles""#, "classes[1].name", None),
        (r#""name":"pages""#, r#""name":"Pages""#, "classes[1].name", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":1}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"eu","number":2}"#, "regions[1].name", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":0}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":65536}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":2.5}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":"2"}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us"}"#, "regions[1].number", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"","number":2}"#, "regions[1].name", None),
        (r#"{"name":"us","number":2}"#, r#"{"name":"u_s","number":2}"#, "regions[1].name", None),
        (
            r#"{"name":"us","number":2}"#,
            r#"{"name":"us","number":2,"status":"retird"}"#,
            "regions[1].status",
            Some("retired"),
        ),
        (r#"{"name":"us","number":2}"#, r#"{"name":"us","number":2,"place":7}"#, "regions[1].place", None),
        (r#""version":1"#, r#""version":0"#, "version", None),
        (r#""version":1"#, r#""version":-1"#, "version", None),
        (r#""version":1"#, r#""version":null"#, "version", None),
        (r#""partitions":1"#, r#""partitions":0"#, "partitions", None),
        (r#""partitions":1"#, r#""partitions":1025"#, "partitions", None),
        (r#""depth":32"#, r#""depth":101"#, "limits.depth", None),
        (r#""depth":32"#, r#""dept":32"#, "limits.dept", Some("depth")),
        (r#""max_siblings":16"#, r#""max_siblings":0"#, "limits.max_siblings", None),
        (r#""name":"shop""#, r#""name":"Shop!""#, "name", None),
        (r#""name":"shop","#, "", "name", None),
    ];
    for (from, to, place, suggestion) in cases {
        let error = shop_with(from, to).unwrap_err();
        assert_eq!(error.code(), Code::DeploymentInvalid, "{to}: {error}");
        assert_eq!(text(&error, "place").as_deref(), Some(*place), "{to}: {error}");
        assert_eq!(text(&error, "suggestion").as_deref(), *suggestion, "{to}: {error}");
        assert!(error.message().contains(&format!("`{place}`")), "{error}");
        assert_eq!(error.message().contains("did you mean"), suggestion.is_some(), "{error}");
        assert!(!error.message().ends_with('.') && !error.message().starts_with(char::is_uppercase), "{error}");
    }
}

#[test]
fn refusals_read_like_sentences() {
    let cases = [
        (
            r#""strategy":"keep-all""#,
            r#""strategy":"keep all""#,
            "`classes[3].strategy` is `keep all`, which is no strategy of a register; expected `last-write-wins`, \
             `first-write-wins`, `region-priority`, `value-priority`, `max`, `min`, `prefer-present`, `custom`, `keep-all` or \
             `manual`; did you mean `keep-all`?",
        ),
        (
            r#""strategy":"enable-wins""#,
            r#""strategy":"add-wins""#,
            "`classes[2].strategy` is `add-wins`, a strategy of a set, and this is a flag; expected `enable-wins` or \
             `disable-wins`",
        ),
        (
            r#""keys":"page/*","labels":[]"#,
            r#""keys":"page/*""#,
            "`classes[1].labels` is missing; say what the data is, or `[]` if it is nothing special",
        ),
        (
            r#"{"name":"us","number":2}"#,
            r#"{"name":"us","number":1}"#,
            "`regions[1].number` is `1`, which regions[0] has; each needs its own",
        ),
        (r#""version":1"#, r#""version":0"#, "`version` is 0; expected an integer from 1 to 9223372036854775807"),
        (r#""partitions":1"#, r#""partitions":"1""#, "`partitions` is text; expected an integer from 1 to 1024"),
    ];
    for (from, to, message) in cases {
        assert_eq!(shop_with(from, to).unwrap_err().message(), message);
    }
}

#[test]
fn whole_documents_that_are_none() {
    for document in [r#"[]"#, r#"{}"#, r#"{"version":1,"name":"x","regions":[],"classes":[]}"#, "7"] {
        assert_eq!(Deployment::parse(document).unwrap_err().code(), Code::DeploymentInvalid, "{document}");
    }
    let retired = r#"{"version":1,"name":"x","regions":[{"name":"a","number":1,"status":"retired"}],"classes":[]}"#;
    assert_eq!(text(&Deployment::parse(retired).unwrap_err(), "place").as_deref(), Some("regions"));
    assert_eq!(Deployment::parse("{").unwrap_err().code(), Code::InvalidJson);
    let error = Deployment::parse(r#"{"version":1,"limits":{"depth":1,"depth":2}}"#).unwrap_err();
    assert_eq!((error.code(), text(&error, "place").as_deref()), (Code::DuplicateKey, Some("limits.depth")));
}

#[test]
fn keys_that_are_none() {
    let shop = shop_with(r#""key_bytes":1024"#, r#""key_bytes":8"#).unwrap();
    assert!(shop.check_key("12345678").is_ok() && shop.check_key("é水").is_ok());
    for (key, code) in [
        ("", Code::InvalidKey),
        ("a\nb", Code::InvalidKey),
        ("a\u{7f}", Code::InvalidKey),
        ("a\u{85}", Code::InvalidKey),
        ("123456789", Code::KeyTooLarge),
        ("水水水", Code::KeyTooLarge),
    ] {
        assert_eq!(shop.check_key(key).unwrap_err().code(), code, "{key:?}");
    }
    let bare = shop_with(r#","labels":[],"type":"register","strategy":"keep-all""#, r#","labels":[],"type":"counter""#);
    assert!(bare.is_ok());
    let few = shop_with(r#""keys":"**""#, r#""keys":"rest/**""#).unwrap();
    let error = few.class_of("secret").unwrap_err();
    assert_eq!(error.code(), Code::UnknownClass);
    assert!(!error.message().contains("secret"), "a key may be labelled data");
}

#[test]
fn partitions_are_those_of_the_published_hash() {
    let many = shop_with(r#""partitions":1"#, r#""partitions":1000"#).unwrap();
    // XXH3-64 of the empty input is 0x2d06800538d394c2.
    assert_eq!(u64::from(many.partition_of("")), 0x2d06_8005_38d3_94c2_u64 % 1000);
    let one = Deployment::parse(SHOP).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..20_000 {
        let key = format!("profile/{n}");
        assert_eq!(one.partition_of(&key), 0);
        seen.insert(many.partition_of(&key));
    }
    assert_eq!((seen.len(), seen.last()), (1000, Some(&999)));
}
