use super::*;
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case(json!({"error": {"code": 400, "message": "no such model"}}), "no such model")]
#[case(json!({"error": {"message": "quota", "type": "insufficient_quota", "code": "insufficient_quota"}}), "quota")]
#[case(json!({"error": "model not found"}), "model not found")]
#[case(json!([{"error": {"code": 404, "message": "listed"}}]), "listed")]
#[case(json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}), "Overloaded")]
#[case(json!({"detail": [{"msg": "x"}]}), "[{\"msg\":\"x\"}]")]
fn an_error_in_any_shape_has_words(#[case] body: Value, #[case] words: &str) {
    assert_eq!(problem(&body).as_deref(), Some(words));
}

#[test]
fn a_chunk_without_choices_and_one_with_null_are_fine() {
    assert_eq!(
        pieces(Wire::Chat, &json!({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}})),
        [Piece::Usage(Usage { input: 3, cached: 0, output: 4 })]
    );
    assert_eq!(
        pieces(
            Wire::Chat,
            &json!({"choices": [{"delta": {"content": null}, "finish_reason": null}], "usage": null})
        ),
        []
    );
    assert_eq!(pieces(Wire::Chat, &json!({"choices": "x"})), []);
    assert_eq!(pieces(Wire::Chat, &json!(7)), []);
}

#[test]
fn tool_calls_come_in_parts_of_any_size() {
    let event = json!({"choices": [{"delta": {"tool_calls": [
        {"index": 1, "id": "c2", "function": {"name": "day", "arguments": "{\"da"}},
        {"index": 0, "function": {"arguments": "y\":1}"}},
    ]}, "finish_reason": "tool_calls"}]});
    assert_eq!(
        pieces(Wire::Chat, &event),
        [
            Piece::Call { index: 1, id: Some("c2".into()), name: Some("day".into()), arguments: "{\"da".into() },
            Piece::Call { index: 0, id: None, name: None, arguments: "y\":1}".into() },
            Piece::End(Finish::Tools),
        ]
    );
}

#[test]
fn an_error_inside_a_stream_is_seen_on_both_wires() {
    let error = json!({"type": "error", "error": {"message": "overloaded"}});
    for wire in [Wire::Chat, Wire::Messages] {
        assert_eq!(pieces(wire, &error), [Piece::Wrong("overloaded".into())]);
    }
}
