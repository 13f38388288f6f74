package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func init() {
	// Kinds of the Prometheus operator, which are no part of Kubernetes: decoded as strictly, but judged by nobody.
	if err := monitoring.AddToScheme(legacyscheme.Scheme); err != nil {
		panic(err)
	}
}

// checkKubernetes reads streams of YAML documents, does to each what an API server does before it stores one, and names
// every problem with file and object. Pods must keep to the level of the Pod Security Standards.
func checkKubernetes(level string, files []string) ([]string, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	var problems []string
	count := 0
	for _, file := range files {
		documents, err := read(file)
		if err != nil {
			return nil, err
		}
		for _, document := range documents {
			count++
			for _, problem := range checkDocument(document, api.Level(level), evaluator) {
				problems = append(problems, file+": "+problem)
			}
		}
	}
	if count == 0 {
		problems = append(problems, "there is no document")
	}
	fmt.Println(count, "documents")
	return problems, nil
}

func checkDocument(document []byte, level api.Level, evaluator policy.Evaluator) []string {
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme,
		json.SerializerOptions{Yaml: true, Strict: true})
	object, kind, err := strict.Decode(document, nil, nil)
	if err != nil {
		return []string{strings.SplitN(err.Error(), "\n", 2)[0]}
	}
	name := kind.Kind + " " + object.(metav1.Object).GetName()
	problems := judge(object)
	if level != "" {
		problems = append(problems, judgePods(object, level, evaluator)...)
	}
	for i, problem := range problems {
		problems[i] = name + ": " + problem
	}
	return problems
}

// judgePods says what of a pod the level of the Pod Security Standards does not permit.
func judgePods(object runtime.Object, level api.Level, evaluator policy.Evaluator) []string {
	var template *corev1.PodTemplateSpec
	switch owner := object.(type) {
	case *appsv1.DaemonSet:
		template = &owner.Spec.Template
	case *appsv1.Deployment:
		template = &owner.Spec.Template
	case *batchv1.Job:
		template = &owner.Spec.Template
	default:
		return nil
	}
	latest := api.LevelVersion{Level: level, Version: api.LatestVersion()}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(latest, &template.ObjectMeta, &template.Spec))
	if result.Allowed {
		return nil
	}
	return []string{"not permitted at the level " + string(level) + ": " + result.ForbiddenDetail()}
}

// read splits a file, or standard input, into its documents; those of comments alone are none.
func read(file string) ([][]byte, error) {
	content, err := open(file)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	var documents [][]byte
	parts := yaml.NewDocumentDecoder(content)
	defer parts.Close()
	buffer := make([]byte, 4<<20)
	for {
		length, err := parts.Read(buffer)
		if err == io.EOF {
			return documents, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if document := string(buffer[:length]); !isBlank(document) {
			documents = append(documents, []byte(document))
		}
	}
}

func open(file string) (io.ReadCloser, error) {
	if file == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(file)
}

func isBlank(document string) bool {
	for line := range strings.SplitSeq(document, "\n") {
		line = strings.TrimSpace(line)
		if line != "" && line != "---" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}
