package main

import "go.yaml.in/yaml/v3"

// content is the value of a document; aliases are followed.
func content(node *yaml.Node) *yaml.Node {
	if node == nil || node.Kind == 0 {
		return nil
	}
	if node.Kind == yaml.DocumentNode {
		return content(node.Content[0])
	}
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// field gives the value of a key, or nil.
func field(mapping *yaml.Node, key string) *yaml.Node {
	mapping = content(mapping)
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for at := 0; at+1 < len(mapping.Content); at += 2 {
		if mapping.Content[at].Value == key {
			return content(mapping.Content[at+1])
		}
	}
	return nil
}

// drop takes a key and its value away.
func drop(mapping *yaml.Node, key string) {
	for at := 0; at+1 < len(mapping.Content); at += 2 {
		if mapping.Content[at].Value == key {
			mapping.Content = append(mapping.Content[:at:at], mapping.Content[at+2:]...)
			return
		}
	}
}

// items gives the items of a sequence, aliases followed.
func items(sequence *yaml.Node) []*yaml.Node {
	sequence = content(sequence)
	if sequence == nil || sequence.Kind != yaml.SequenceNode {
		return nil
	}
	all := make([]*yaml.Node, 0, len(sequence.Content))
	for _, item := range sequence.Content {
		all = append(all, content(item))
	}
	return all
}

// appendTo adds texts to the sequence at a key, which is made where there is none.
func appendTo(mapping *yaml.Node, key string, texts ...string) {
	sequence := field(mapping, key)
	if sequence == nil || sequence.Kind != yaml.SequenceNode {
		drop(mapping, key)
		sequence = &yaml.Node{Kind: yaml.SequenceNode}
		mapping.Content = append(mapping.Content, text(key), sequence)
	}
	for _, one := range texts {
		sequence.Content = append(sequence.Content, text(one))
	}
}

func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: value}
}
