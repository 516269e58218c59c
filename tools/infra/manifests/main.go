// Decodes every document on standard input into the Kubernetes type that it names, strictly: a field that the type does not have,
// one given twice or one of the wrong kind is an error. Kinds of other APIs are named and let through.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	reader := yaml.NewYAMLReader(bufio.NewReader(os.Stdin))
	failed := false
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		object, _, err := decoder.Decode(document, nil, nil)
		switch {
		case runtime.IsMissingKind(err):
			continue
		case runtime.IsNotRegisteredError(err):
			fmt.Printf("unknown %v\n", err)
		case err != nil:
			failed = true
			fmt.Fprintln(os.Stderr, err)
		default:
			fmt.Printf("valid %s\n", object.GetObjectKind().GroupVersionKind().Kind)
		}
	}
	if failed {
		os.Exit(1)
	}
}
